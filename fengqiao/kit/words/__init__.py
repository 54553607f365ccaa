"""One way to take Chinese text apart, for the index and for what people type: pairs of characters, words, pinyin, numbers."""

from fengqiao.kit.words.asking import Question, meets, read_question
from fengqiao.kit.words.keeping import tokens_of
from fengqiao.kit.words.segmenting import prepare

__all__ = ["Question", "meets", "prepare", "read_question", "tokens_of"]
