# Files of tools on the page of import.
web-import-object = Informatization object of a tool's file
web-import-scan = Number of the report on the assessment
web-import-vulnerabilities-hint = An nmap XML file (nmap -oX) or a SARIF 2.1.0 file may be chosen as well; say then which report on an assessment it belongs to, and the object where it is about one.
web-import-backups-hint = What restic snapshots --json prints may be chosen as well; say then which object was copied.
