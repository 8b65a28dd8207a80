"""The gateway: who gets in without a token, which methods there are, and what may run against the clock."""

from collections.abc import Iterator

from subject import Subject, text

# What has no data in it: the description of the API, and the page, whose calls carry a token.
OPEN = {
    "/v1/openapi.json": {"get"},
    "/app": {"get", "head"},
    "/app/": {"get", "head"},
    "/app/{proxy+}": {"get", "head"},
}
METHODS = {"delete", "get", "head", "patch", "post", "put"}
# The gateway gives up after 30 s, and then its answer says nothing of ours.
GATEWAY_SECONDS = 30


def problems(subject: Subject) -> Iterator[str]:
    apis = subject.of_type("AWS::ApiGatewayV2::Api")
    if len(apis) != 1:
        yield f"there are {len(apis)} HTTP APIs"
    for name, api in apis.items():
        body = api["Properties"]["Body"]
        if api["Properties"].get("FailOnWarnings") is not True:
            yield f"{name}: an issuer that can't be read would leave every route open or out"
        yield from authorizer(body)
        yield from routes(subject, body)
        stage = next(iter(subject.of_type("AWS::ApiGatewayV2::Stage").values()))["Properties"]
        if not stage.get("AccessLogSettings", {}).get("DestinationArn"):
            yield f"{name} keeps no access log"


def authorizer(body: dict) -> Iterator[str]:
    schemes = body.get("components", {}).get("securitySchemes", {})
    if list(schemes) != ["Jwt"]:
        yield f"the authorizers are {sorted(schemes)}"
        return
    jwt = schemes["Jwt"]["x-amazon-apigateway-authorizer"]
    expected = {"issuer": {"Ref": "JwtIssuer"}, "audience": [{"Ref": "JwtAudience"}]}
    if jwt.get("type") != "jwt" or jwt.get("jwtConfiguration") != expected:
        yield f"a token is not judged by issuer and audience, but by {jwt.get('jwtConfiguration')}"
    if jwt.get("identitySource") != "$request.header.Authorization":
        yield f"a token is looked for in {jwt.get('identitySource')}"


def routes(subject: Subject, body: dict) -> Iterator[str]:
    asked: set[str] = set()
    for path, methods in body["paths"].items():
        for method, route in methods.items():
            if method not in METHODS:
                yield f"{method.upper()} {path}: there is no such method, or it would catch preflights"
            called = text(route["x-amazon-apigateway-integration"]["uri"])
            function = next((name for name in subject.functions if f"${{{name}.Arn}}" in called), None)
            if function is None:
                yield f"{method.upper()} {path} leads nowhere"
            elif subject.functions[function].get("Timeout", 3) >= GATEWAY_SECONDS:
                yield f"{function} may take {subject.functions[function].get('Timeout')} s, and the gateway gives up before"
            if route["x-amazon-apigateway-integration"].get("payloadFormatVersion") != "2.0":
                yield f"{method.upper()} {path} hands over another form than the function reads"
            guarded = route.get("security") == [{"Jwt": []}]
            if not guarded and method not in OPEN.get(path, set()):
                yield f"{method.upper()} {path} is answered without a token"
            if guarded and path in OPEN:
                yield f"{method.upper()} {path} asks for a token"
            if path == "/v1/{proxy+}":
                asked.add(method)
    allowed = body.get("x-amazon-apigateway-cors", {}).get("Fn::If", [None, {}])[1].get("allowMethods", [])
    if {method.lower() for method in allowed} != asked:
        yield f"a page may ask for {sorted(allowed)}, and {sorted(asked)} are answered"
