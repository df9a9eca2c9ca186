"""A person's surname alone: what people type who know whom a question means."""

from collections.abc import Iterable

from study.generation.lexicon import lexicon

# Surnames that stand first, in the spellings of books in English: of these the given name is
# never taken for the surname.
_FIRST = lexicon(
    "ai an bai bao bo cai cao chang chen cheng chi chiang chou chu cui dai deng ding dong du fan "
    "fang fei feng fu gao ge geng gong gu guo han hao he ho hou hsieh hsu hu hua huang ji jia "
    "jiang jin kang kim kong kung lai lee lei li liang liao lin ling liu long lu luo ma mao meng "
    "mu ni nie ning niu pan pang peng qi qian qiao qin qiu qu ren ruan shao shen sheng shi shu "
    "song soong su sun sung tan tang tao teng tian tong tsai tsao tung wan wang wei wen wu xi xia "
    "xiang xiao xie xing xu xue yan yang yao ye yi yin yu yuan yue zeng zhai zhan zhang zhao "
    "zheng zhong zhou zhu zhuang zou ban bui dang dinh do duong hoang le ngo nguyen pham phan tran "
    "vo vu"
)


def names_of(name: str, people: Iterable[str]) -> tuple[str, ...]:
    """The full name, and the surname where nobody else of these people has it."""
    surname = surname_of(name)
    others = {surname_of(other) or other for other in people if other != name}
    return (name,) if not surname or surname in others else (name, surname)


def surname_of(name: str) -> str:
    """The surname of a full name, or "" where it cannot be told or is all there is."""
    words = name.split()
    first, last = words[0], words[-1]
    if len(words) < 2 or first.casefold() in _FIRST:
        return ""
    is_word = last.replace("-", "").replace("'", "").replace("’", "").isalpha()
    return last if is_word and last[0].isupper() and len(last) > 2 else ""
