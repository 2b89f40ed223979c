# Командная строка: доказательства отдельных событий, свидетели, метки времени.

help-prove = Записать файл с доказательством события: его любой проверит без этого компьютера
help-check-proof = Проверить доказательство события без подключения к сети, с помощью одних лишь открытых ключей
help-witness = Заверять контрольные точки реестров событий на других компьютерах
help-keygen = Создать ключ свидетеля и файл конфигурации для заполнения
help-run = Запустить свидетеля
help-usage-prove = talap ledger prove НОМЕР [--output ФАЙЛ]
help-usage-check-proof = talap ledger check-proof ФАЙЛ [--key ФАЙЛ] [--witness КЛЮЧ …] [--authority ФАЙЛ] [--json]
help-usage-keygen = talap witness keygen ИМЯ [--data ПАПКА]
help-value-public-key = КЛЮЧ
help-value-seq = НОМЕР
help-value-witness-name = ИМЯ
help-argument-seq = Номер события, как на страницах и в запросах (seq)
help-argument-proof = Файл доказательства
help-argument-witness-name = Имя, которым заверяются контрольные точки, например свидетель.kz/1: без пробелов и знаков «плюс»
help-option-witness = Открытый ключ свидетеля, который должен был заверить, или файл с ключом; можно указать несколько раз
help-option-authority = Сертификат центра, который должен был выдать метки времени, или вышестоящего удостоверяющего центра, в PEM или DER

prove-no-event = Доступного вам события { $seq } нет.
prove-written = Доказательство события { $seq } записано в { $path }. Проверить его можно командой «talap ledger check-proof».
proof-refused = { $path } ничего не доказывает. { $cause }
proof-taken = Доказано: событие { $seq } есть в реестре событий { $ledger } согласно контрольной точке от { $time }, охватывающей пакетов: { $batches }.
proof-event-received = принято
proof-event-occurred = произошло
proof-event-organisation = организация
proof-event-object = объект
proof-event-source = источник событий
proof-event-host = узел
proof-event-program = программа
proof-event-user = пользователь
proof-event-address = сетевой адрес
proof-event-message = сообщение
proof-event-raw = исходная запись
proof-cosigned = Свидетель { $witness } заверил контрольную точку { $time }.
proof-unchecked = Непроверенных подписей: { $n }. Укажите ключи свидетелей параметром --witness.
stamp-by-authority = Метка времени { $time }, { $authority }: подписана указанным сертификатом. Цепочка и отзыв сертификата не проверялись.
stamp-by-chain = Метка времени { $time }, { $authority }: подписана сертификатом, который в ней содержится; цепочка от него ведёт к указанному. Отзыв сертификатов не проверялся.
stamp-self-carried = Метка времени { $time }, подписана сертификатом, который в ней содержится ({ $authority }). Принадлежит ли он центру, не проверялось: укажите сертификат центра параметром --authority.
stamp-unsigned = Метка времени { $time }. Она от этой контрольной точки; её подпись не проверялась.
verify-cosigned = Свидетель { $witness } заверил { $time } контрольную точку, охватывающую пакетов: { $batches }.

witness-key-made = Открытый ключ свидетеля: { $key }. Передайте его тем, кто ведёт реестры событий, впишите их открытые ключи в { $path } и выполните «talap witness run».
witness-running = Свидетель { $key } принимает обращения на { $address }.
witness-says = Свидетель { $witness } больше не заверяет контрольные точки. { $what } События по-прежнему принимаются и хранятся. Сравните папку данных с её копиями на другом компьютере.
witness-silent = Свидетель { $witness } не отвечает. { $cause } Пока он молчит, никто со стороны не видит, что происходит с реестром событий.
stamp-failed = Не удалось получить метку времени у { $url }. { $cause }

config-no-ledgers = в { $key } не указан ни один реестр событий; открытый ключ каждого — в keys/ledger.pub его папки данных
config-key-wrong = { $key }: «{ $text }» — не открытый ключ; он имеет вид имя+число+base64, как его выводит Talap
