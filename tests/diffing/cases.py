"""What a careful editor would draw. Each case is named by the sentence it asserts; see notation.py."""

from __future__ import annotations

from tests.diffing.notation import (
    Drawn,
    added,
    changed,
    merged,
    moved_from,
    moved_to,
    removed,
    same,
    split,
)

HARBOUR = "The harbour was closed for three hours while divers searched the basin."
MAYOR = "Mayor Ana Ribeiro said the council had known about the cracks since spring."
FERRY = "Ferries to the islands will run again from Thursday, the operator said."
BRIDGE = "Engineers closed the old bridge after sensors recorded unusual movement."
SCHOOL = "Two schools on the north bank sent their pupils home before noon."
BUDGET = "Repairs are expected to cost more than the city had set aside this year."
UNION = "The dockers' union asked for talks about pay and night shifts."
WEATHER = "Forecasters expect strong winds along the coast until the weekend."

CASES: dict[str, list[Drawn]] = {
    # Nothing, everything
    "identical texts are all the same": [same(HARBOUR), same(MAYOR)],
    "from empty, all is added": [added(HARBOUR), added(MAYOR)],
    "to empty, all is removed": [removed(HARBOUR), removed(MAYOR)],
    "two empty texts have no rows": [],
    "an empty block is a block like any other": [
        same(""),
        changed("A [-grey-] day it was.", "A [+bright+] day it was."),
    ],
    # Words
    "a one-word typo marks that word": [
        changed("The [-minster-] resigned on Monday.", "The [+minister+] resigned on Monday.")
    ],
    "a number is marked whole": [changed("Some [-225,000-] people were asked.", "Some [+226,000+] people were asked.")],
    "a decimal number is marked whole": [changed("Prices rose by [-2.4%-] in May.", "Prices rose by [+2.6%+] in May.")],
    "currency and unit belong to the number": [
        changed("It will cost [-£450m-] a year.", "It will cost [+£470m+] a year.")
    ],
    "a clock time is one number": [
        changed("The doors open at [-10:30am-] daily.", "The doors open at [+10:45am+] daily.")
    ],
    "an address is one word": [
        changed(
            "Read it at [-https://example.org/a/report-2024-] today.",
            "Read it at [+https://example.org/a/report-2025+] today.",
        )
    ],
    "a contraction is one word": [
        changed("The minister [-can't-] stay.", "The minister [+won't+] stay."),
    ],
    "what French elides is a word of its own": [
        changed(
            "L'homme [-n'-]avait [-pas -]vu l'[-accident-] d'Aurillac.",
            "L'homme avait vu l'[+incident+] d'Aurillac.",
        )
    ],
    "a name that begins with an elision is one word": [changed("Mr [-D'Arcy-] left.", "Mr [+D'Angelo+] left.")],
    "a hyphen that joins two words is marked alone": [
        changed("It concerns low and medium[- -]risk patients.", "It concerns low and medium[+-+]risk patients.")
    ],
    "a hyphenated word is replaced whole": [changed("A [-well-known-] singer left.", "A [+well-loved+] singer left.")],
    "a capitalised name is a word, not a letter": [
        changed("The envoy flew to [-Iran-] on Friday.", "The envoy flew to [+Iraq+] on Friday.")
    ],
    "an article before a number changes alone": [
        changed("There was [-an-] 46% turn-out at noon.", "There was [+a+] 46% turn-out at noon.")
    ],
    "a word put in carries the space after it": [
        changed("The bridge is closed to lorries.", "The [+old +]bridge is closed to lorries.")
    ],
    "a word taken out carries the space after it": [
        changed("Most of the service's [-current -]work will go.", "Most of the service's work will go.")
    ],
    "a word put in before the full stop carries the space before it": [
        changed("The bridge is closed.", "The bridge is closed[+ again+].")
    ],
    "a full stop put in is marked alone": [
        changed("The bridge is closed to all lorries", "The bridge is closed to all lorries[+.+]")
    ],
    "a comma put in is marked with its place": [
        changed("However the bridge stayed open.", "However[+,+] the bridge stayed open.")
    ],
    "case is a real change": [changed("The [-government-] fell.", "The [+Government+] fell.")],
    "an emoji family stays whole": [changed("We are home 👨‍👩‍👧 [-now-]", "We are home 👨‍👩‍👧 [+again+]")],
    "an emoji family is replaced whole": [changed("We are home [-👨‍👩‍👧-] tonight", "We are home [+👨‍👩‍👦+] tonight")],
    "flags are not cut in half": [changed("Gold for [-🇫🇷-] again", "Gold for [+🇫🇮+] again")],
    # Typography
    "curly quotes only are trivial": [changed('He said [~"~]yes[~"~] twice.', "He said [~“~]yes[~”~] twice.")],
    "a curly apostrophe is trivial": [
        changed("The [~council's~] vote was close.", "The [~council’s~] vote was close.")
    ],
    "another dash is trivial": [
        changed("Two firms [~-~] both large [~-~] failed.", "Two firms [~–~] both large [~–~] failed.")
    ],
    "a no-break space is trivial": [changed("About 20[~ ~]km away.", "About 20[~\u00a0~]km away.")],
    "a double space is trivial": [changed("The end.[~ ~]Or not yet.", "The end.[~  ~]Or not yet.")],
    "space at the end of a block is trivial": [changed("The end of it.", "The end of it.[~ ~]")],
    "composed and decomposed letters are trivially different": [
        changed("The [~café~] reopened.", "The [~cafe\u0301~] reopened.")
    ],
    "a zero-width space is trivial": [changed("The [~lighthouse~] stands.", "The [~light\u200bhouse~] stands.")],
    "a soft hyphen is trivial": [changed("The [~lighthouse~] stands.", "The [~light\u00adhouse~] stands.")],
    "an ellipsis character is trivial": [changed("And then[~...~] nothing.", "And then[~…~] nothing.")],
    "typography beside a real edit stays trivial": [
        changed('[~"~]No,[~"~] said [-Ann-].', "[~“~]No,[~”~] said [+Anna+].")
    ],
    "a sentence that goes over to the next paragraph makes no split": [
        changed(
            "The court rejected the appeal. [-The family said it would go on. -]The case began in 2019.",
            "The court rejected the appeal. The case began in 2019.",
        ),
        changed("The lawyer did not comment.", "The lawyer did not comment.[+ The family said it would go on.+]"),
    ],
    "a sentence that goes over to the paragraph before makes no merge": [
        changed("The lawyer did not comment.", "The lawyer did not comment.[+ The family said it would go on.+]"),
        changed(
            "[-The family said it would go on. -]The court rejected the appeal. The case began in 2019.",
            "The court rejected the appeal. The case began in 2019.",
        ),
    ],
    "a sentence that changes its place in a paragraph that is split leaves it a split": [
        split(
            "[-The harbour is closed. -]Divers search the basin for the anchor. Repairs cost four million a year.",
            "Divers search the basin for the anchor. [+The harbour is closed.+]",
            "Repairs cost four million a year.",
        ),
    ],
    "a word kept between long compounds stays kept": [
        changed(
            "[-Ministerpräsident Schweitzer-] kritisiert [-Ministerin-] Reiche",
            "[+SPD-Regierungschef+] kritisiert [+Wirtschaftsministerin+] Reiche",
        ),
        changed(
            "Die [-Bundesverfassungsrichterin-] kündigte [-eine Verfassungsbeschwerde-] an.",
            "Die [+Bundesverwaltungsrichterin+] kündigte [+zwei Verfassungsbeschwerden+] an.",
        ),
    ],
    # Sentences
    "an appended sentence starts at the sentence": [
        changed(f"{HARBOUR}", f"{HARBOUR}[+ The basin is nine metres deep.+]")
    ],
    "a sentence put in front ends before the old one": [
        changed(f"{HARBOUR}", f"[+The basin is nine metres deep. +]{HARBOUR}")
    ],
    "a sentence put between look-alikes is not shifted": [
        changed(
            "The first vote failed. The third vote passed.",
            "The first vote failed. [+The second vote failed. +]The third vote passed.",
        )
    ],
    "a sentence taken out is marked whole": [
        changed(
            f"{HARBOUR} [-The basin is nine metres deep. -]{FERRY}",
            f"{HARBOUR} {FERRY}",
        )
    ],
    "a repeated sentence taken out is marked once, whole": [
        changed("Vote now. Vote now.[- Vote now.-]", "Vote now. Vote now.")
    ],
    "a clause put in slides to its comma": [
        changed(
            "The union, which has 900 members, agreed.",
            "The union, which has 900 members, [+all of them dockers, +]agreed.",
        )
    ],
    "little kept between two large changes is no island": [
        changed(
            "The ship left port. [-Nobody on board had been told of the storm that was coming in from the west-].",
            "The ship left port. [+Families waited on the quay all night for any word from the captain+].",
        )
    ],
    # Blocks put in and taken out
    "a block added at the end": [same(HARBOUR), added(MAYOR)],
    "a block added in front": [added(MAYOR), same(HARBOUR)],
    "a block removed in the middle": [same(HARBOUR), removed(MAYOR), same(FERRY)],
    "an insert before an edited block is added and changed, not two changed": [
        same(HARBOUR),
        added(SCHOOL),
        changed(MAYOR.replace("spring", "[-spring-]"), MAYOR.replace("spring", "[+winter+]")),
        same(FERRY),
    ],
    "a removal before an edited block is removed and changed": [
        same(HARBOUR),
        removed(SCHOOL),
        changed(MAYOR.replace("spring", "[-spring-]"), MAYOR.replace("spring", "[+winter+]")),
    ],
    "a replaced and an edited block in one stretch": [
        same(HARBOUR),
        removed(SCHOOL),
        added(WEATHER),
        changed(MAYOR.replace("spring", "[-spring-]"), MAYOR.replace("spring", "[+winter+]")),
        same(FERRY),
    ],
    "a replaced block leaves no islands": [same(HARBOUR), removed(SCHOOL), added(WEATHER), same(FERRY)],
    "two edited neighbours stay apart": [
        changed(HARBOUR.replace("three", "[-three-]"), HARBOUR.replace("three", "[+four+]")),
        changed(MAYOR.replace("spring", "[-spring-]"), MAYOR.replace("spring", "[+winter+]")),
    ],
    "one of many equal lines gone gives exactly one removed": [
        same(HARBOUR),
        same("Advertisement"),
        same(MAYOR),
        removed("Advertisement"),
        same(FERRY),
        same("Advertisement"),
        same(BRIDGE),
    ],
    "one more of many equal lines gives exactly one added": [
        *[same("Advertisement")] * 20,
        added("Advertisement"),
    ],
    "a heading never pairs with a paragraph that shares its words": [
        removed("Talks about pay"),
        added("The dockers' union asked on Sunday for talks about pay and night shifts."),
    ],
    "a heading is edited as a heading": [
        changed("[-Talks-] about pay", "[+Row+] about pay"),
        same(UNION),
    ],
    "scores pair by their characters": [same(HARBOUR), changed("Rovers [-2-], United 1", "Rovers [+3+], United 1")],
    "a figure alone on its line is edited, not replaced": [
        same("Apples"),
        changed("[-£57.56-]", "[+£155.99+]"),
        same("Pears"),
        changed("[-£9.40-]", "[+£8.10+]"),
    ],
    "a line in other capitals is edited, not replaced": [
        changed("Ferries [-Return-] to the [-Outer Islands-]", "Ferries [+return+] to the [+outer islands+]"),
        same(UNION),
    ],
    "a line in capitals alone is the same line": [
        changed("[-STORM CLOSES HARBOUR-]", "[+Storm closes harbour+]"),
        same(UNION),
    ],
    "a count that becomes one takes its plural along": [
        same("Waiting for a berth"),
        changed("[-3 hours-]", "[+1 hour+]"),
        same("Waiting for a crane"),
    ],
    "a one-word line may lose its plural": [same(HARBOUR), changed("[-Lighthouses-]", "[+Lighthouse+]"), same(MAYOR)],
    "half of a hyphenated word that gives way takes its other half along": [
        changed(
            "The yard began with [-crew-led trials-] and repairs.",
            "The yard began with [+crew surveys+] and repairs.",
        )
    ],
    "a prefix that gives way takes its word along": [
        changed("The [-anti-dredging-] march was calm.", "The [+pro dredging+] march was calm."),
    ],
    # Moves
    "in a swap the lighter block is the one that moved": [
        moved_from("Ferries run again from Thursday."),
        same(MAYOR),
        moved_to("Ferries run again from Thursday."),
    ],
    "a block that moved up": [moved_to(SCHOOL), same(HARBOUR), same(MAYOR), same(FERRY), moved_from(SCHOOL)],
    "three blocks that moved together": [
        moved_from(HARBOUR),
        moved_from(SCHOOL),
        moved_from(UNION),
        same(MAYOR),
        same(FERRY),
        same(BRIDGE),
        same(BUDGET),
        moved_to(HARBOUR),
        moved_to(SCHOOL),
        moved_to(UNION),
    ],
    "moved and edited marks one number": [
        moved_from("The fund paid out [-1,200-] claims in the first quarter alone."),
        same(MAYOR),
        same(FERRY),
        moved_to("The fund paid out [+1,250+] claims in the first quarter alone."),
    ],
    "a date of the same form elsewhere is another date, not one that moved": [
        removed("Updated: 3 March 2026"),
        same(MAYOR),
        same(FERRY),
        added("Updated: 5 March 2026"),
    ],
    "an hour of the same course is another hour, not one that moved": [
        removed("Mending nets for beginners in the old boathouse, 11:45-12:45"),
        same(MAYOR),
        same(FERRY),
        added("Mending nets for beginners in the old boathouse, 13:45-14:45"),
    ],
    "marks that begin a heading do not move into another heading": [
        added("#### Ferries"),
        same(MAYOR),
        same(FERRY),
        removed("####"),
    ],
    "a relocated line of stars is not a move": [
        same(HARBOUR),
        removed("***"),
        same(MAYOR),
        same(FERRY),
        added("***"),
        same(BRIDGE),
    ],
    "a move beside an edit": [
        moved_from(SCHOOL),
        same(HARBOUR),
        changed(MAYOR.replace("spring", "[-spring-]"), MAYOR.replace("spring", "[+winter+]")),
        moved_to(SCHOOL),
        same(FERRY),
    ],
    # Splits and merges
    "split at a sentence": [split(f"{HARBOUR}[~ ~]{MAYOR}", HARBOUR, MAYOR)],
    "split in three with an edit": [
        split(
            f"{HARBOUR}[~ ~]{MAYOR.replace('spring', '[-spring-]')}[~ ~]{FERRY}",
            HARBOUR,
            MAYOR.replace("spring", "[+winter+]"),
            FERRY,
        )
    ],
    "merged": [merged(HARBOUR, MAYOR, f"{HARBOUR}[~ ~]{MAYOR}")],
    "merged, with text lost": [
        merged(
            "A review of all contracts held by the two firms is being [-carried out.-]",
            '[-The audit was launched-] after it emerged that they had overcharged the state by "tens of millions".',
            "A review of all contracts held by the two firms is being [+held+] after it emerged that they had"
            ' overcharged the state by "tens of millions".',
        )
    ],
    "split beside an added block": [same(UNION), split(f"{HARBOUR}[~ ~]{MAYOR}", HARBOUR, MAYOR), added(WEATHER)],
    "sentences built alike are split all the same": [
        split(
            "The first sentence is about the harbour.[~ ~]The second sentence is about the breakwater.",
            "The first sentence is about the harbour.",
            "The second sentence is about the breakwater.",
        )
    ],
    "the same hours on two days are no split": [
        same(UNION),
        changed(
            "The pool opens Saturday [-and Sunday -]from 9am to 11am and 2pm to 4pm",
            "The pool opens Saturday from 9am to 11am and 2pm to 4pm",
        ),
        added("Sunday from 9am to 11am and 2pm to 4pm"),
    ],
    "a heading that repeats a name is no part of the paragraph": [
        same(UNION),
        removed("Sandgate Harbour"),
        changed(
            "Sandgate Harbour is an inland port run by the county since the flood.",
            "Sandgate Harbour[+, or simply Sandgate,+] is an inland port run by the county since the flood.",
        ),
    ],
    "a line put in before what remains of a block is added, not a split": [
        same(UNION),
        added("You can now book your visit to the museum online."),
        changed(
            "You can book your visit by telephone.[- There is no online booking service at this time.-]",
            "You can book your visit by telephone.",
        ),
    ],
    "lines of hard-wrapped text become one": [
        merged(
            "Divers searched the basin for three hours on Monday",
            "while the harbour was closed to all but small",
            "boats, and ferries to the outer islands were sent to",
            "the old quay on the far side of the river, where a",
            "crowd had gathered in the rain to see what was being",
            "pulled out of the water by two cranes of the city's",
            "own works department, which had been called at dawn,",
            "hours before anyone else was told of the accident.",
            "Divers searched the basin for three hours on Monday[~ ~]while the harbour was closed to all but small"
            "[~ ~]boats, and ferries to the outer islands were sent to[~ ~]the old quay on the far side of the river,"
            " where a[~ ~]crowd had gathered in the rain to see what was being[~ ~]pulled out of the water by two"
            " cranes of the city's[~ ~]own works department, which had been called at dawn,[~ ~]hours before anyone"
            " else was told of the accident.",
        )
    ],
    "a sentence that moves to the next block": [
        changed(f"{HARBOUR}[- {SCHOOL}-]", HARBOUR),
        changed(f"{MAYOR} {FERRY}", f"[+{SCHOOL} +]{MAYOR} {FERRY}"),
    ],
    # Scripts
    "Hindi: one word": [
        changed("सरकार ने [-सोमवार-] को नई योजना की घोषणा की।", "सरकार ने [+मंगलवार+] को नई योजना की घोषणा की।")
    ],
    "Arabic: one word": [
        changed("أعلنت الحكومة [-الأحد-] خطة جديدة للمياه.", "أعلنت الحكومة [+الاثنين+] خطة جديدة للمياه.")
    ],
    "Chinese: one word": [changed("市政府宣布[-周一-]关闭大桥进行检修。", "市政府宣布[+明日+]关闭大桥进行检修。")],
    "Japanese: one word": [changed("市は[-月曜-]に橋を閉鎖すると発表した。", "市は[+火曜+]に橋を閉鎖すると発表した。")],
    "Japanese: two names that share a character are two names": [
        changed("港の会議は[-東京-]で開かれた。", "港の会議は[+北京+]で開かれた。"),
    ],
    "Chinese: one character that two rewritten clauses share is no island": [
        changed("渡轮公司说，[-两艘船已沉没-]。", "渡轮公司说，[+三座大船将停航+]。"),
    ],
    "Thai: one word": [changed("รัฐบาล[-ประกาศ-]ปิดสะพานในวันจันทร์", "รัฐบาล[+สั่ง+]ปิดสะพานในวันจันทร์")],
    "Thai: the vowel before a letter is changed with it": [
        changed("ท่าเรือจะ[-ปิ-]ดในวันจันทร์", "ท่าเรือจะ[+เปิ+]ดในวันจันทร์"),
    ],
    "Khmer: a letter under another is not cut off": [changed("ផ្លូវ[-ខ្មៅ-]", "ផ្លូវ[+ខ្មែ+]")],
    "Korean: one word": [
        changed("시는 [-월요일에-] 다리를 폐쇄한다고 밝혔다.", "시는 [+화요일에+] 다리를 폐쇄한다고 밝혔다.")
    ],
    "Russian: one word": [changed("Мост закроют в [-понедельник-] утром.", "Мост закроют в [+четверг+] утром.")],
    "Hebrew: one word": [changed("הגשר ייסגר ביום [-שני-] בבוקר.", "הגשר ייסגר ביום [+שלישי+] בבוקר.")],
    "Greek: one word": [changed("Η γέφυρα κλείνει τη [-Δευτέρα-] το πρωί.", "Η γέφυρα κλείνει τη [+Τρίτη+] το πρωί.")],
    "katakana words stay whole": [changed("市は[-コーヒー-]の税を上げる。", "市は[+ビール+]の税を上げる。")],
}
