"""DMN 1.x: models and the cases of its test kit read from XML, decisions computed, tables written as DMN."""

from fengqiao.kit.dmn.cases import Case, CaseResult, read_cases, run_cases
from fengqiao.kit.dmn.lines import lines_from
from fengqiao.kit.dmn.models import Model, read_model
from fengqiao.kit.dmn.writing import written

__all__ = ["Case", "CaseResult", "Model", "lines_from", "read_cases", "read_model", "run_cases", "written"]
