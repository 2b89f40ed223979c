# Letters about what falls due.

help-mail = Letters about what falls due
help-test = Send a letter that shows whether the settings of [mail] are right
help-usage-mail-test = talap mail test ADDRESS
help-value-address = ADDRESS
help-argument-address = The e-mail address that the letter goes to
mail-address-wrong = “{ $text }” is no e-mail address.
mail-not-set-up = Letters are not set up: give server and from in the section [mail] of talap.toml.
mail-test-sent = The letter was handed to the server: { $address }.
mail-silent = The mail server { $server } does not answer.
mail-server-says = The mail server { $server }: { $text }
mail-failed = Letters about what falls due could not be sent. { $cause } It is tried again later.
mail-nobody = There are deadlines that nobody can be told of: { $n }. Give the e-mail address of who is charged with information security in the register of people.
mail-subject = { $date }: overdue { $late }, this week { $week }, within 30 days { $month }
mail-lead = Deadlines by the Uniform Requirements as of { $date }.
mail-late = OVERDUE ({ $n })
mail-older = Overdue for more than a year: { $n }. They stand on the page “Findings”: { $link }
mail-week = THIS WEEK ({ $n })
mail-month = WITHIN 30 DAYS ({ $n })
mail-item = – { $date }. { $label }: { $what } ({ $title })
mail-rest = { $n } more in the calendar: { $link }
mail-foot =
    All deadlines: { $link }
    Talap wrote this letter by itself; it needs no answer.
mail-trial-subject = trial letter of Talap
mail-trial-text = This is a trial letter of Talap. If you have it, letters are set up as they should be.
config-mail-at-wrong = { $key }: “{ $text }” is not a time, such as 08:00
config-mail-languages-wrong = { $key }: “{ $text }”: a list of languages has the codes kk, ru, en and is not empty
config-mail-user-pair = { $key }: user and password_file go together
config-mail-from-wrong = { $key }: “{ $text }” is not who letters are from, such as Talap <talap@example.kz>
config-mail-needs-tls = { $key }: { $text } is another machine and needs starttls or tls
config-mail-tls-unusable = mail.certificates: the certificates { $path } cannot be used: { $cause }.
config-mail-password-unreadable = mail.password_file: { $path } cannot be read: { $cause }.
config-mail-password-exposed = mail.password_file: others can read { $path }. Leave it to its owner alone: chmod 600.
