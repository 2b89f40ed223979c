## The API
web-api-parameter-wrong = { $name } cannot be “{ $value }”. The description of the API, /api/v1/openapi.json, says what it can be.
web-api-parameter-missing = { $name } is missing.
web-api-parameter-twice = { $name } is given more than once.
web-api-parameter-unknown = This method has no parameter { $name }.
web-api-json-broken = The body is not JSON: { $cause }.
web-api-json-other = The body is not what this method takes: { $cause }.
web-api-body-broken = The body did not arrive whole. Send it again.
web-api-type-wrong = The body is of another type: the header Content-Type must be { $wanted }.
web-api-method-wrong = This address does not take this method; the header Allow names those that it takes.
web-api-precondition-needed = Say what the record is: If-Match with its entity tag to change it, If-None-Match: * to make a new one. Otherwise somebody else's change could be lost.
