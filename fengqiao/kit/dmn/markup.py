"""XML from outside, read without its traps (entities, external files), and its elements by local name."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from fengqiao.kit.problems import Problem

LARGEST = 8_000_000  # bytes: the largest models of the kit have 300 kB
MODELS = (
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
    "http://www.omg.org/spec/DMN/20151101/dmn11.xsd",
    "http://www.omg.org/spec/DMN/20180521/MODEL/",
    "https://www.omg.org/spec/DMN/20191111/MODEL/",
    "https://www.omg.org/spec/DMN/20211108/MODEL/",
    "https://www.omg.org/spec/DMN/20230324/MODEL/",
    "https://www.omg.org/spec/DMN/20240513/MODEL/",
)
NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"


def parsed(content: bytes) -> Element:
    """Return the root element; refuses (`Problem`) broken XML with line and column, and XML with entities."""
    if len(content) > LARGEST:
        raise Problem("xml-large", "文件太大，不像是一份清单。")
    try:
        root: Element = fromstring(content, forbid_dtd=True)
    except ParseError as error:
        line, column = error.position
        message = "XML 第 {line} 行第 {column} 列读不懂，请核对文件是否完整。"
        raise Problem("xml-broken", message, line=line, column=column + 1) from None
    except DefusedXmlException:
        raise Problem("xml-unsafe", "XML 里有实体或外部引用，为安全起见不读。") from None
    except (ValueError, LookupError, RecursionError):
        raise Problem("xml-encoding", "XML 的编码读不懂，请另存为 UTF-8。") from None
    return root


def local(element: Element) -> str:
    """Return the name of an element without its namespace."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def namespace(element: Element) -> str:
    """Return the namespace of an element."""
    return element.tag[1:].partition("}")[0] if element.tag.startswith("{") else ""


def children(element: Element | None, *names: str) -> Iterator[Element]:
    """Yield the children with these local names, in order."""
    for each in element if element is not None else ():
        if local(each) in names:
            yield each


def child(element: Element | None, *names: str) -> Element | None:
    """Return the first child with one of these local names."""
    return next(children(element, *names), None)


def text_of(element: Element | None, name: str = "text") -> str:
    """Return the text of a child, empty where there is none."""
    found = child(element, name)
    return (found.text or "").strip() if found is not None else ""


def target(element: Element) -> str:
    """Return the id that an element's href points to, without the model's namespace."""
    return element.get("href", "").rpartition("#")[2]
