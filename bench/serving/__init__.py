"""How fast the site answers, each row beside its bare part in the same run."""
