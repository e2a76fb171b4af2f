"""An event's own questions: fields, who is asked, answers kept."""

from registration.questions.answers import VERB, save, save_and_take_back
from registration.questions.asked import QuestionsAsked, asked_at, given_by
from registration.questions.fields import TextAnswer, cell_of, fields_for, words_of

__all__ = [
    "VERB",
    "QuestionsAsked",
    "TextAnswer",
    "asked_at",
    "cell_of",
    "fields_for",
    "given_by",
    "save",
    "save_and_take_back",
    "words_of",
]
