# ruff: noqa: E501 (mark-up reads best unbroken)
"""What sites put between and behind the paragraphs of an article, drawn anew each time."""

import random

HEADLINES = (
    "Harbour bridge to close for two winters after inspectors find rust",
    "Why the night bus never came back to the valley",
    "Council weighs a tax on empty shops",
    "The village that bought its own forest, and what came of it",
    "Ten minutes with the last lighthouse keeper",
    "Trains to the coast cut from Monday as drivers walk out",
    "Farmers fear a third dry summer in a row",
    "Museum returns a drum after a century",
)
SUMMARIES = (
    "Engineers say the repair cannot wait, and shopkeepers ask who will pay for the lost trade.",
    "Officials had promised a decision by spring; residents are still waiting for the letter.",
    "A small town found that the quickest way to a park was to plant it without asking anybody.",
    "The committee meets again next week, and nobody expects the vote to be close this time.",
)
REMARKS = (
    "I have lived here for forty years and never once have they told us the truth about any of this.",
    "Well said. My brother works there and he says that it is much worse than what is written here.",
    "Nobody asks who pays for it in the end, do they? The same people as always, that is who.",
    "Thanks for reporting on this, it was about time that somebody looked into how they spend our money.",
    "Rubbish. I was there on the day and nothing of the kind happened, ask anybody who saw it.",
)


def token(rng: random.Random) -> str:
    """A class name that says nothing."""
    return "".join(rng.choices("bcdfghjklmnpqrstvwz", k=3)) + "-" + "".join(rng.choices("bcdfghjklmnpqrstvwz0123", k=5))


def headline(rng: random.Random) -> str:
    return f'<a href="/story/{rng.randrange(9999)}">{rng.choice(HEADLINES)}</a>'


def links(rng: random.Random) -> str:
    return "".join(f"<li>{headline(rng)}</li>" for _ in range(rng.randint(2, 4)))


def card(rng: random.Random) -> str:
    return (
        f'<div class="{token(rng)}"><a href="/s/{rng.randrange(999)}"><img src="/{rng.randrange(999)}.jpg" alt=""></a>'
        f'<div class="{token(rng)}"><h4>{headline(rng)}</h4><p>{rng.choice(SUMMARIES)}</p></div></div>'
    )


def also(rng: random.Random) -> str:
    label = rng.choice(
        ["Read also", "Read more", "See also", "Related", "In pictures", "Watch", "Analysis", "From the archive"]
    )
    shape = rng.choice(
        ["<p>{0}: {1}</p>", "<p><strong>{0}:</strong> {1}</p>", "<p><em>{0} | {1}</em></p>", "<p>{1}</p>"]
    )
    return shape.format(rng.choice([label, label.upper()]), headline(rng))


def newsletter(rng: random.Random) -> str:
    return (
        f'<div class="{token(rng)}"><h3>{rng.choice(["The morning letter", "Never miss a story", "Our best, once a day"])}</h3>'
        f"<p>{rng.choice(['Sign up to have the best of our reporting sent to you every morning.', 'One letter a week with the stories that everybody will be talking about.'])}</p>"
        '<form action="/letter"><input type="email" placeholder="Your address"><button>Sign up</button></form></div>'
    )


def advert(rng: random.Random) -> str:
    return rng.choice(
        [
            f'<div class="{token(rng)}"><span>Advertisement</span><iframe src="/ad?{rng.random()}"></iframe></div>',
            f'<div class="{token(rng)}" data-slot="{rng.randrange(99)}">Advert</div>',
            f'<div class="{token(rng)}"><div>Sponsored</div><a href="https://shop.example/{rng.randrange(99)}"><img src="/x.gif">Shoes that never wear out</a></div>',
            f'<ins class="{token(rng)}" data-ad-slot="1"></ins><script>slots.push({rng.random()})</script>',
            "<p>Advertisement</p>",
        ]
    )


def embed(rng: random.Random) -> str:
    return (
        f'<blockquote class="twitter-tweet" data-id="{rng.randrange(10**9)}"><p lang="en">{rng.choice(REMARKS)}</p>'
        f'&mdash; A. Reader (@areader{rng.randrange(99)}) <a href="https://twitter.com/a/status/{rng.randrange(10**9)}">March 5, 2024</a></blockquote>'
    )


def share(rng: random.Random) -> str:
    names = rng.sample(["Facebook", "Twitter", "WhatsApp", "LinkedIn", "E-mail", "Reddit", "Copy link"], 4)
    links = [f'<a href="https://share.example/{name.lower()}?t={rng.random()}">{name}</a>' for name in names]
    return rng.choice(
        [
            f'<div class="{token(rng)}">{"".join(links)}</div>',
            f'<ul class="{token(rng)}">{"".join(f"<li>{link}</li>" for link in links)}</ul>',
            f'<div class="{token(rng)}"><span>Share</span>{" ".join(links)}</div>',
        ]
    )


def counter(rng: random.Random) -> str:
    n = rng.randint(2, 4000)
    return rng.choice(
        [
            f"<div>{n:,} views</div>",
            f"<p>{n} comments</p>",
            f"<div><span>{n}</span> shares</div>",
            f"<span class='{token(rng)}'>{n} people are reading this now</span>",
        ]
    )


def updated(rng: random.Random) -> str:
    n = rng.randint(2, 55)
    return rng.choice(
        [
            f"<p>Updated {n} minutes ago</p>",
            f"<div class='{token(rng)}'>Last updated: 5 March 2024, 14:{n:02}</div>",
            f"<p><em>{n} min read</em></p>",
            f"<time>{n} minutes ago</time>",
        ]
    )


def gallery(rng: random.Random) -> str:
    return f'<figure class="{token(rng)}"><img src="/{rng.randrange(99)}.jpg"><figcaption>{rng.choice(SUMMARIES)} Photo: A. Nobody</figcaption></figure>'


def plain_picture(rng: random.Random) -> str:
    return f'<div class="{token(rng)}"><div><img src="/{rng.randrange(99)}.jpg"></div><div class="{token(rng)}">{rng.choice(SUMMARIES)}</div></div>'


def lazy(rng: random.Random) -> str:
    return f'<div class="{token(rng)}"><img src="data:image/gif;base64,R0lGOD" data-src="/{rng.randrange(99)}.jpg"><noscript><img src="/{rng.randrange(99)}.jpg" alt="A street at dusk"></noscript></div>'


def player(rng: random.Random) -> str:
    return f'<div class="{token(rng)}"><video src="/{rng.randrange(99)}.mp4"></video><div>{rng.choice(HEADLINES)}</div><div>0{rng.randint(1, 9)}:{rng.randint(10, 59)}</div></div>'


def poll(rng: random.Random) -> str:
    return f'<div class="{token(rng)}"><h3>What do you think?</h3><p>{rng.choice(["Should the bridge be closed for both winters, or for one?", "Do you trust the board with the repair of the bridge?"])}</p><ul><li>Yes {rng.randint(20, 50)}%</li><li>No {rng.randint(20, 50)}%</li></ul><button>Vote</button></div>'


def prompt(rng: random.Random) -> str:
    return (
        f'<div class="{token(rng)}"><h2>{rng.choice(["Keep reading for one euro", "This story is for subscribers"])}</h2>'
        "<p>Get access to all our stories, the archive and the evening edition. Cancel whenever you like.</p>"
        '<a href="/buy">See all offers</a> <a href="/login">Already a subscriber? Log in</a></div>'
    )


def related(rng: random.Random) -> str:
    shape = rng.randrange(3)
    if shape == 0:
        return f'<div class="{token(rng)}"><div>More on this</div>{"".join(card(rng) for _ in range(rng.randint(2, 4)))}</div>'
    if shape == 1:
        return f"<h3>Related stories</h3><ul>{links(rng)}</ul>"
    items = "".join(
        f'<div class="{token(rng)}"><h3>{headline(rng)}</h3><div>{rng.choice(SUMMARIES)}</div></div>' for _ in range(4)
    )
    return f'<section class="{token(rng)}"><h2>Most read</h2>{items}</section>'


def thread(rng: random.Random, count: int) -> str:
    items = "".join(
        f'<li class="{token(rng)}"><div><b>Reader {i}</b> <span>{rng.randint(1, 12)} hours ago</span></div><p>{rng.choice(REMARKS)}</p><a href="#r{i}">Reply</a></li>'
        for i in range(count)
    )
    return f'<div class="{token(rng)}"><h3>{count} comments</h3><ol>{items}</ol></div>'


def thread_plain(rng: random.Random, count: int) -> str:
    """Comments without a heading and without a list."""
    items = "".join(
        f'<div class="{token(rng)}"><div><span>reader{i}</span><span>5 March 2024 at 10:{i:02}</span></div><div>{rng.choice(REMARKS)}</div><div><a href="#">Like</a> <a href="#">Reply</a></div></div>'
        for i in range(count)
    )
    return f'<div class="{token(rng)}">{items}</div>'
