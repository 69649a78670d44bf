"""What the reading rules make: one small function for each kind of fact."""

from qualgraph.facts.rules import documents, earning, law, levels, naming, outcomes
from qualgraph.facts.rules.match import Build, Match, UnclearError

RULES: dict[str, Build] = {
    **naming.RULES,
    **outcomes.RULES,
    **levels.RULES,
    **law.RULES,
    **earning.RULES,
    **documents.RULES,
}

__all__ = ["RULES", "Build", "Match", "UnclearError"]
