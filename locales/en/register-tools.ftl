# Files that tools write: nmap XML, SARIF, restic.
register-tool-unknown = “{ $text }” is no format of a tool; one of these is expected: { $known }
register-tool-too-many = The { $tool } file has more than { $most } entries. Divide it, or let the tool tell less. Nothing was imported.
register-tool-too-deep = Line { $line } of the { $tool } file: more than { $most } elements stand within each other. This tool does not write such files. Nothing was imported.
register-tool-entities = Line { $line } of the { $tool } file: the file declares or uses entities of its own, which are not taken. Nothing was imported.
register-tool-broken = Line { $line }, column { $column } of the { $tool } file: the file is damaged or incomplete ({ $cause }). Nothing was imported.
register-tool-version = The { $tool } file is of the version “{ $found }”; version { $known } is read. Nothing was imported.
register-tool-other = This is no { $tool } file: it begins with “{ $found }”. Nothing was imported.
register-tool-incomplete = Entry { $entry } of the { $tool } file has no valid “{ $field }”. Nothing was imported.
register-tool-empty = The { $tool } file holds nothing to import: there is nothing in { $place }. Look whether the tool did its work.
register-tool-register = A { $tool } file fills the register “{ $wanted }”, not “{ $register }”.
register-tool-lacks-scan = A { $tool } file does not say which report on an assessment it belongs to: give the report's number (--scan on the command line).
register-tool-lacks-object = A { $tool } file does not say which informatization object it is about: give the object (--object on the command line).
