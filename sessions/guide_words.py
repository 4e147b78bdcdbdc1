"""The sentences in which the guide says why: see guide.py. Pure words, no Django."""

import re

SPACES_INSIDE = re.compile(r"(?<=\w) +(?=\w)")
NUMBERS = (
    *("no", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)


def before_noun(name):
    """“personal-branding”, as the name of a type stands before “session”."""
    return SPACES_INSIDE.sub("-", name[:1].lower() + name[1:])


def nothing_to_go_by(kind, counted):
    said = (
        "Any session would do for what you ticked"
        if counted
        else "You have ticked no place and no reason yet"
    )
    return (
        f"{said}. With nothing to tell the sessions apart, begin with {kind.session}: you can "
        "always add to it."
    )


def one_side(kind, votes):
    if votes == 1:
        return f"What you ticked speaks for {kind.session}; nothing you ticked speaks against it."
    if votes == 2:
        return f"Both things you ticked speak for {kind.session}."
    return f"All {number(votes)} things you ticked speak for {kind.session}."


def both_sides(catalogue, kind, votes, counted):
    """Say why ticks of several types lead to the one that includes them."""
    sides = [each for each in catalogue.kinds if votes[each.key] and each != kind]
    if all(tick.key in {t.key for t, _ in counted} for tick in catalogue.ticks):
        return [
            f"You ticked everything there is. Then nothing may be left out, and {kind.session} "
            "leaves nothing out."
        ]
    told = [f"{number(votes[each.key])} for {each.session}" for each in sides]
    if len(sides) > 1:
        every = "both" if len(sides) == 2 else "all of them"
        words = f"What you ticked points more than one way: {listed(told)}."
        sentences = [f"{words} {capital(kind.session)} includes {every}, so nothing is left out."]
    else:
        sentences = [f"{capital(kind.session)} includes what you ticked beside it: {told[0]}."]
    if votes[kind.key]:
        own = votes[kind.key]
        asks = "One thing you ticked asks" if own == 1 else f"{number(own)} things you ticked ask"
        sentences.append(f"{capital(asks)} for {kind.session} outright.")
    first = [next((t for t, k in counted if k == each.key and not t.is_place), 0) for each in sides]
    if len(sides) > 1 and all(first):
        sentences.append(
            f"“{plain(first[0])}” and “{plain(first[1])}” do not fit into one picture. They fit "
            "into one session, as two pictures."
        )
    return sentences


def too_much_for_one(kind, votes):
    return (
        f"No single session covers everything you ticked. Most of it, {number(votes[kind.key])} "
        f"of {number(votes.total())}, speaks for {kind.session}."
    )


def no_team_package(kind):
    name = kind.session.removesuffix(" session").partition(" ")[2]
    return (
        f"I have no {name} package for several people. This price is for one person; tell me how "
        "many you are."
    )


def team_words(offer):
    return f"Several people come: {offer.name} is for up to {offer.people}."


def second_words(votes):
    spoke = "One tick speaks" if votes == 1 else f"{capital(number(votes))} ticks speak"
    return f"{spoke} for it. It would leave the rest out."


def places_words(offer, places, is_only):
    if not places:
        size = offer.name if is_only else f"the smallest, {offer.name}"
        return (
            f"You named no place for the pictures, so I begin with {size}. Name the places, and I "
            "can say whether it is enough."
        )
    named = "one place" if places == 1 else f"{number(places)} places"
    if offer.places is None:
        return f"You named {named}; {offer.name} is for as many as you like."
    if offer.places < places:
        return (
            f"You named {named}; {offer.name}, the largest, is made for {number(offer.places)}. "
            "Ask me about the rest."
        )
    upto = "one place" if offer.places == 1 else f"up to {number(offer.places)} places"
    size = "is enough" if is_only else "is the smallest that is enough"
    return f"You named {named}; {offer.name} {size}, for {upto}."


def listed(words):
    """“a, b and c”."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def capital(words):
    return words[:1].upper() + words[1:]


def plain(tick):
    """A statement without its full stop, to stand inside a sentence."""
    return tick.words.rstrip(" .")


def number(count):
    """A number as people write it in a sentence."""
    return NUMBERS[count] if count < len(NUMBERS) else str(count)
