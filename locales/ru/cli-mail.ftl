# Письма о сроках.

help-mail = Письма о сроках
help-test = Отправить пробное письмо, чтобы проверить настройки [mail]
help-usage-mail-test = talap mail test АДРЕС
help-value-address = АДРЕС
help-argument-address = Адрес электронной почты, на который отправляется письмо
mail-address-wrong = «{ $text }» — не адрес электронной почты.
mail-not-set-up = Отправка писем не настроена: укажите server и from в разделе [mail] файла talap.toml.
mail-test-sent = Пробное письмо передано серверу: { $address }.
mail-silent = Почтовый сервер { $server } не отвечает.
mail-server-says = Почтовый сервер { $server }: { $text }
mail-failed = Письма о сроках отправить не удалось. { $cause } Попытка будет повторена позже.
mail-nobody = Есть сроки, о которых некому сообщить: { $n }. Укажите в журнале «Работники» электронную почту ответственного за информационную безопасность.
mail-subject = { $date }: просрочено — { $late }, на этой неделе — { $week }, в течение 30 дней — { $month }
mail-lead = Сроки по единым требованиям по состоянию на { $date }.
mail-late = ПРОСРОЧЕНО ({ $n })
mail-older = Просрочено более чем на год: { $n }. Они на странице «Результаты оценки»: { $link }
mail-week = НА ЭТОЙ НЕДЕЛЕ ({ $n })
mail-month = В ТЕЧЕНИЕ 30 ДНЕЙ ({ $n })
mail-item = – { $date }. { $label }: { $what } ({ $title })
mail-rest = Ещё { $n } в календаре: { $link }
mail-foot =
    Все сроки: { $link }
    Письмо составлено программой Talap автоматически, отвечать на него не нужно.
mail-trial-subject = пробное письмо Talap
mail-trial-text = Это пробное письмо Talap. Если вы его получили, отправка писем настроена верно.
config-mail-at-wrong = { $key }: «{ $text }» — не время; пример: 08:00
config-mail-languages-wrong = { $key }: «{ $text }» — список языков состоит из кодов kk, ru, en и не бывает пустым
config-mail-user-pair = { $key }: user и password_file указываются вместе
config-mail-from-wrong = { $key }: «{ $text }» — не адрес отправителя; пример: Talap <talap@example.kz>
config-mail-needs-tls = { $key }: { $text } находится на другом компьютере, поэтому нужно starttls или tls
config-mail-tls-unusable = mail.certificates: сертификаты { $path } использовать нельзя: { $cause }.
config-mail-password-unreadable = mail.password_file: { $path } не читается: { $cause }.
config-mail-password-exposed = mail.password_file: файл { $path } могут прочитать другие. Оставьте доступ только владельцу: chmod 600.
