"""What a coach says: a sentence for each of the seven needs under each of the three lights, and a draft for each "
"need."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from sporezo.asks.enums import Need

Line = Callable[[], str]

INVITATIONS: dict[Need, tuple[Line, Line]] = {
    Need.JOB: (
        lambda: _("What would you like to do next?"),
        lambda: _("I would like to lead a team in energy, somewhere around Lyon."),
    ),
    Need.REFERENCE: (
        lambda: _("What would you like to know?"),
        lambda: _("I may hire somebody who led your workshop, and would like your view."),
    ),
    Need.RECOMMENDATION: (
        lambda: _("To whom, and for what?"),
        lambda: _("I am applying to chair the regional cluster."),
    ),
    Need.INTRODUCTION: (
        lambda: _("Whom would you like to meet, and why?"),
        lambda: _("I would like to show our sensors to whoever runs their plants."),
    ),
    Need.FOUNDING: (
        lambda: _("What do you want to start?"),
        lambda: _("We want to repair bicycle batteries rather than throw them away."),
    ),
    Need.SUPPORT: (
        lambda: _("What comes out, and when?"),
        lambda: _("My column on vocational training comes out on Thursday."),
    ),
}
"""Above the box where the need is said in a sentence, and an example of one."""

ADVICE: dict[tuple[Need, str], Line] = {
    (Need.JOB, "green"): lambda: _(
        "A call to %(name)s rather than a message: say what you would like to do, not that you are looking. One "
        "question, fifteen minutes, and the name of the person to call next."
    ),
    (Need.JOB, "warm-up"): lambda: _(
        "To speak of a job to %(name)s today would look like a bill falling due. Play first: the subject comes up by "
        "itself, between two rallies."
    ),
    (Need.JOB, "through"): lambda: _(
        "Messages to %(name)s meet silence, and one more would change nothing. Somebody who knows you both opens the "
        "door sooner than three reminders."
    ),
    (Need.REFERENCE, "green"): lambda: _(
        "By telephone, ten minutes, facts: what they did together, what %(name)s would trust that person with again. "
        "The answer is not for writing down: it is about somebody who is not there."
    ),
    (Need.REFERENCE, "warm-up"): lambda: _(
        "A reference is given in confidence, and yours with %(name)s has stayed on the bench. A session first; the "
        "question then takes ten minutes."
    ),
    (Need.REFERENCE, "through"): lambda: _(
        "%(name)s will sooner answer somebody of the house. Find that person, and let the question travel by voice."
    ),
    (Need.RECOMMENDATION, "green"): lambda: _(
        "At table: ask %(name)s whether recommending you would come naturally, and for what. The question leaves room "
        "for a no; the yes is worth all the more."
    ),
    (Need.RECOMMENDATION, "warm-up"): lambda: _(
        "A recommendation is drawn from memories, and those of %(name)s are fading. Make a fresh one: play, have "
        "lunch, then ask."
    ),
    (Need.RECOMMENDATION, "through"): lambda: _(
        "To be recommended by somebody who does not answer is to play doubles alone. Come back to %(name)s through a "
        "common friend, or choose whoever has seen you at work."
    ),
    (Need.INTRODUCTION, "green"): lambda: _(
        "Write %(name)s one sentence that can be passed on as it stands: who, why, and that a no costs nothing. A good "
        "pass arrives at the feet."
    ),
    (Need.INTRODUCTION, "warm-up"): lambda: _(
        "To introduce is to lend one’s own credit. Give %(name)s a reason to: a session, a lunch, a service rendered. "
        "The pass comes afterwards."
    ),
    (Need.INTRODUCTION, "through"): lambda: _(
        "%(name)s stands close to the goal, but not to you. Begin one pass earlier: with somebody who knows %(name)s."
    ),
    (Need.FOUNDING, "green"): lambda: _(
        "A lunch, no slides: tell %(name)s the problem you want to solve, and ask where it breaks. Advice first; "
        "money, if it comes, asks for itself."
    ),
    (Need.FOUNDING, "warm-up"): lambda: _(
        "Those who found or finance are asked for something every day. Come back to %(name)s with a game to play, and "
        "a true question about their own house."
    ),
    (Need.FOUNDING, "through"): lambda: _(
        "One more file would join the pile on %(name)s’s desk. Three words from somebody trusted are worth thirty "
        "pages."
    ),
    (Need.SUPPORT, "green"): lambda: _(
        "Short, and easy to refuse: what comes out, which day, the one thing that would help. Five people a week, no "
        "circular: %(name)s deserves to be called by name."
    ),
    (Need.SUPPORT, "warm-up"): lambda: _(
        "Let the next word to %(name)s not be a link to share. News first, theirs before yours; the link can wait for "
        "the second half."
    ),
    (Need.SUPPORT, "through"): lambda: _(
        "One does not call for applause from an empty stand. Spare %(name)s this one: a common friend who passes it on "
        "will go the distance."
    ),
    (Need.OFF_THE_RECORD, "green"): lambda: _(
        "By word of mouth: a coffee with %(name)s, or the changing room after the game. Nothing written, neither the "
        "invitation nor afterwards. Say first that “I cannot answer” is a good answer."
    ),
    (Need.OFF_THE_RECORD, "warm-up"): lambda: _(
        "A confidence is not asked of somebody one no longer sees. One session with %(name)s, without a question; the "
        "time after, perhaps."
    ),
    (Need.OFF_THE_RECORD, "through"): lambda: _(
        "With %(name)s nothing goes both ways yet, hence nothing in confidence. Somebody else surely knows, or can "
        "bring you two to one table."
    ),
}

DRAFTS: dict[Need, Line] = {
    Need.JOB: lambda: _(
        "%(name)s, a question one may refuse without a reason. %(words)s You see that world from closer than I do: "
        "fifteen minutes on the telephone, %(day)s? And whatever the answer, I owe you a game."
    ),
    Need.REFERENCE: lambda: _(
        "%(name)s, may I call you for ten minutes, %(day)s? %(words)s You were there, and your view would help me be "
        "fair. If you would rather not, that is an answer too."
    ),
    Need.RECOMMENDATION: lambda: _(
        "%(name)s, a lunch, %(day)s? %(words)s I wondered whether recommending me would come naturally, and for what. "
        "If not, we shall have had lunch, which is the main thing."
    ),
    Need.INTRODUCTION: lambda: _(
        "%(name)s, would you see a way of introducing me? %(words)s Pass it on as it stands, or let it lie: I shall "
        "not ask twice."
    ),
    Need.FOUNDING: lambda: _(
        "%(name)s, I am after your hardest question. %(words)s A lunch, %(day)s, without slides: you tell me where it "
        "breaks, I invite you."
    ),
    Need.SUPPORT: lambda: _(
        "%(name)s, a favour that takes a minute, and only if your heart is in it. %(words)s A word from you would "
        "carry further than ten of mine. And you, what can I help along these days?"
    ),
    Need.OFF_THE_RECORD: lambda: _("%(name)s, a coffee, %(day)s? Nothing urgent, simply better face to face."),
}
