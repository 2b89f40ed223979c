## Программный интерфейс
web-api-parameter-wrong = Недопустимое значение { $name }: «{ $value }». Допустимые значения приведены в описании программного интерфейса: /api/v1/openapi.json.
web-api-parameter-missing = Не указано значение { $name }.
web-api-parameter-twice = Значение { $name } указано более одного раза.
web-api-parameter-unknown = У этого метода нет параметра { $name }.
web-api-json-broken = Тело запроса не является JSON: { $cause }.
web-api-json-other = Тело запроса не соответствует тому, что принимает метод: { $cause }.
web-api-body-broken = Тело запроса получено не полностью. Отправьте его ещё раз.
web-api-type-wrong = Тело запроса имеет другой тип: в заголовке Content-Type должно быть { $wanted }.
web-api-method-wrong = Этот адрес не принимает такой метод; принимаемые методы перечислены в заголовке Allow.
web-api-precondition-needed = Укажите, в каком состоянии запись: If-Match с её меткой (ETag), чтобы изменить, или If-None-Match: *, чтобы создать новую. Иначе могут быть утрачены изменения, внесённые другим лицом.
