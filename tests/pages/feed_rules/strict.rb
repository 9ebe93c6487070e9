# What Ruby's own strict parser says of feeds. Each comes on standard input as its length in bytes on a line, and so many
# bytes; the answer is a line, empty where nothing is wrong. The parser demands what RSS 2.0 and Atom demand, and takes no
# element or attribute that they or the modules Content and Dublin Core do not have. It does not know that RSS may link
# to itself and to its hub by Atom's element: that is taken out before.
require "rss"

LINKS_OF_ATOM = %r{<atom:link [^>]*(/>|></atom:link>)}

def fault_of(text)
  text = text.gsub(LINKS_OF_ATOM, "") if text.include?("<rss ")
  RSS::Parser.parse(text, true, false) ? "" : "it is no feed"
rescue StandardError => error
  "#{error.class}: #{error.message}".gsub(/\s+/, " ")
end

$stdin.binmode
$stdout.sync = true
while (length = $stdin.gets)
  puts fault_of($stdin.read(length.to_i).force_encoding(Encoding::UTF_8))
end
