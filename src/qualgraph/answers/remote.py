"""A canned query on any SPARQL endpoint, through SPARQLWrapper."""

from dataclasses import dataclass
from typing import Any
from urllib.error import URLError

from SPARQLWrapper import CSV, JSON, POST, TSV, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import SPARQLWrapperException

from qualgraph.answers.store import Result
from qualgraph.errors import DataError

_FORMATS: dict[str, Any] = {
    "application/sparql-results+json": JSON,
    "application/sparql-results+xml": XML,
    "text/csv": CSV,
    "text/tab-separated-values": TSV,
}


@dataclass(frozen=True, slots=True)
class RemoteStore:
    """A SPARQL endpoint; ``seconds`` is how long an answer may take."""

    endpoint: str
    seconds: int = 30

    def query(self, text: str, table: str, graph: str = "text/turtle") -> Result:
        """Answer a SELECT or ASK query; raises ``DataError`` with what the endpoint said."""
        wrapper = SPARQLWrapper(self.endpoint)
        wrapper.setQuery(text)
        wrapper.setMethod(POST)
        wrapper.setReturnFormat(_FORMATS[table])
        wrapper.setTimeout(self.seconds)
        try:
            body = wrapper.query().response.read()
        except (SPARQLWrapperException, URLError, OSError) as error:
            raise DataError("endpoint-failed", endpoint=self.endpoint, reason=error) from error
        return Result(table, bytes(body))
