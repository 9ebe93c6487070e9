"""The demo's stories: their states, and the order in which the newsroom publishes them."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

STORIES_FOLDER = Path(__file__).resolve().parents[2] / "seeds" / "demo"


@dataclass(frozen=True, slots=True)
class State:
    """What a story's page says at one time. `blocks` are its paragraphs as plain text."""

    title: str
    blocks: tuple[str, ...]
    standfirst: str | None = None
    byline: str | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """A story and its states in order; None is a time at which the page is taken down."""

    slug: str
    section: str
    states: tuple[State | None, ...]

    @property
    def final(self) -> State:
        """The last state that can be read."""
        return next(state for state in reversed(self.states) if state is not None)


@dataclass(frozen=True, slots=True)
class Publication:
    """One thing the newsroom does: story `slug` goes to its state number `index` (from 0)."""

    slug: str
    index: int
    state: State | None

    def __str__(self) -> str:
        if self.state is None:
            return f"took down {self.slug}"
        return f"published version {self.index + 1} of {self.slug}: {self.state.title}"


def load_stories(folder: Path = STORIES_FOLDER) -> tuple[Story, ...]:
    """All stories of the JSON Lines files in `folder`; ValueError names the file, line and fault."""
    stories: list[Story] = []
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            try:
                stories.append(story_from_json(json.loads(line)))
            except (ValueError, KeyError, TypeError) as error:
                raise ValueError(f"{path.name}, line {number}: not a demo story: {error!r}") from error
    if not stories:
        raise ValueError(f"There are no demo stories (*.jsonl) in {folder}.")
    return tuple(stories)


def story_from_json(data: Mapping[str, Any]) -> Story:
    """A story from its JSON object: slug, section, and versions, of which null is a page taken down."""
    states = tuple(None if version is None else _state(version) for version in data["versions"])
    if not states or states[0] is None:
        raise ValueError("the first version must be a page that can be read")
    return Story(slug=data["slug"], section=data["section"], states=states)


def _state(version: Mapping[str, Any]) -> State:
    return State(
        title=version["title"],
        blocks=tuple(block for block in version["text"].split("\n") if block.strip()),
        standfirst=version.get("standfirst"),
        byline=version.get("byline"),
    )


def schedule(stories: Sequence[Story]) -> Iterable[Publication]:
    """What is published after the first edition: the stories in turn, one state at a time."""
    for index in range(1, max(len(story.states) for story in stories)):
        for story in stories:
            if index < len(story.states):
                yield Publication(story.slug, index, story.states[index])
