# Мерзімдер туралы хаттар.

help-mail = Мерзімдер туралы хаттар
help-test = [mail] баптауларын тексеру үшін сынақ хатын жіберу
help-usage-mail-test = talap mail test МЕКЕНЖАЙ
help-value-address = МЕКЕНЖАЙ
help-argument-address = Хат жіберілетін электрондық пошта мекенжайы
mail-address-wrong = «{ $text }» — электрондық пошта мекенжайы емес.
mail-not-set-up = Хат жіберу бапталмаған: talap.toml файлының [mail] бөлімінде server және from мәндерін көрсетіңіз.
mail-test-sent = Сынақ хаты серверге берілді: { $address }.
mail-silent = { $server } пошта сервері жауап бермейді.
mail-server-says = { $server } пошта сервері: { $text }
mail-failed = Мерзімдер туралы хаттарды жіберу мүмкін болмады. { $cause } Талпыныс кейінірек қайталанады.
mail-nobody = Мерзімдер бар, бірақ хабарлайтын адам жоқ: { $n }. «Қызметкерлер» журналында ақпараттық қауіпсіздікке жауапты қызметкердің электрондық поштасын көрсетіңіз.
mail-subject = { $date }: мерзімі өткен — { $late }, осы аптада — { $week }, 30 күн ішінде — { $month }
mail-lead = Бірыңғай талаптар бойынша мерзімдер, { $date } күнгі жағдай бойынша.
mail-late = МЕРЗІМІ ӨТКЕН ({ $n })
mail-older = Мерзімі бір жылдан астам бұрын өткендер: { $n }. Олар «Бағалау нәтижелері» бетінде: { $link }
mail-week = ОСЫ АПТАДА ({ $n })
mail-month = 30 КҮН ІШІНДЕ ({ $n })
mail-item = – { $date }. { $label }: { $what } ({ $title })
mail-rest = Тағы { $n } мерзім күнтізбеде: { $link }
mail-foot =
    Барлық мерзім: { $link }
    Бұл хатты Talap автоматты түрде жазды, оған жауап берудің қажеті жоқ.
mail-trial-subject = Talap бағдарламасының сынақ хаты
mail-trial-text = Бұл — Talap жіберген сынақ хаты. Оны алған болсаңыз, хат жіберу дұрыс бапталған.
config-mail-at-wrong = { $key }: «{ $text }» — уақыт емес; мысалы: 08:00
config-mail-languages-wrong = { $key }: «{ $text }» — тілдердің тізімі kk, ru немесе en кодтарынан тұрады және бос болмайды
config-mail-user-pair = { $key }: user және password_file бірге көрсетіледі
config-mail-from-wrong = { $key }: «{ $text }» — жіберушінің мекенжайы емес; мысалы: Talap <talap@example.kz>
config-mail-needs-tls = { $key }: { $text } басқа компьютерде, сондықтан starttls немесе tls қажет
config-mail-tls-unusable = mail.certificates: { $path } сертификаттарын пайдалану мүмкін емес: { $cause }.
config-mail-password-unreadable = mail.password_file: { $path } оқылмайды: { $cause }.
config-mail-password-exposed = mail.password_file: { $path } файлын басқалар оқи алады. Оны тек иесі оқи алатындай етіңіз: chmod 600.
