using LightKube.Api.Documents;
using LightKube.Api.Schemas;

namespace LightKube.Api.Errors;

/// <summary>A request to the API failed. Carries what becomes, or came as, a <c>Status</c> object: code, reason, message and details.</summary>
public sealed class ApiException : Exception
{
    public ApiException(int code, string reason, string message, Exception? inner = null)
        : base(message, inner)
    {
        Code = code;
        Reason = reason;
    }

    /// <summary>The HTTP status code.</summary>
    public int Code { get; }

    /// <summary>One of <see cref="StatusReason"/>, or empty.</summary>
    public string Reason { get; }

    /// <summary>The object's name, or empty.</summary>
    public string Name { get; init; } = "";

    /// <summary>The API group of the resource, or empty.</summary>
    public string Group { get; init; } = "";

    /// <summary>The plural of the resource, or for Invalid the kind, as Kubernetes has it; or empty.</summary>
    public string Kind { get; init; } = "";

    public string Uid { get; init; } = "";

    public IReadOnlyList<StatusCause> Causes { get; init; } = [];

    /// <summary>Texts for <c>Warning</c> headers beside the error.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>When the client may try again; 0 for no hint.</summary>
    public int RetryAfterSeconds { get; init; }

    /// <summary>Of a list whose state is gone: the token with which the rest can be had as it is now; else empty.</summary>
    public string Continue { get; init; } = "";

    /// <summary>The same error with these warnings beside it.</summary>
    public ApiException WithWarnings(IEnumerable<string> warnings) => new(Code, Reason, Message, this)
    {
        Name = Name,
        Group = Group,
        Kind = Kind,
        Uid = Uid,
        Causes = Causes,
        RetryAfterSeconds = RetryAfterSeconds,
        Continue = Continue,
        Warnings = [.. warnings],
    };

    public bool IsNotFound => Code == 404;

    public bool IsAlreadyExists => Reason == StatusReason.AlreadyExists;

    public bool IsConflict => Reason == StatusReason.Conflict;

    /// <summary>The version asked for is no longer in the history: list again.</summary>
    public bool IsGone => Code == 410;

    public bool IsForbidden => Code == 403;

    public bool IsInvalid => Code == 422;

    public static ApiException NotFound(KindSchema kind, string name) =>
        Of(kind, 404, StatusReason.NotFound, name, $"{kind.GroupResource} \"{name}\" not found");

    public static ApiException AlreadyExists(KindSchema kind, string name) =>
        Of(kind, 409, StatusReason.AlreadyExists, name, $"{kind.GroupResource} \"{name}\" already exists");

    public static ApiException Conflict(KindSchema kind, string name, string why) =>
        Of(kind, 409, StatusReason.Conflict, name, $"Operation cannot be fulfilled on {kind.GroupResource} \"{name}\": {why}");

    /// <summary>The object was changed since the caller read it.</summary>
    public static ApiException Outdated(KindSchema kind, string name) =>
        Conflict(kind, name, "the object has been modified; please apply your changes to the latest version and try again");

    public static ApiException Forbidden(KindSchema kind, string name, string why) =>
        Of(kind, 403, StatusReason.Forbidden, name, $"{kind.GroupResource} \"{name}\" is forbidden: {why}");

    public static ApiException BadRequest(string message) => new(400, StatusReason.BadRequest, message);

    public static ApiException Unauthorized() => new(401, StatusReason.Unauthorized, "Unauthorized");

    public static ApiException MethodNotAllowed(string message) => new(405, StatusReason.MethodNotAllowed, message);

    public static ApiException NotAcceptable(string message) => new(406, StatusReason.NotAcceptable, message);

    public static ApiException UnsupportedMediaType(string message) => new(415, StatusReason.UnsupportedMediaType, message);

    public static ApiException TooLarge(string message) => new(413, StatusReason.RequestEntityTooLarge, message);

    public static ApiException Expired(string message) => new(410, StatusReason.Expired, message);

    public static ApiException Unavailable(string message, Exception? inner = null) => new(503, StatusReason.ServiceUnavailable, message, inner);

    public static ApiException Internal(string message, Exception? inner = null) =>
        new(500, StatusReason.InternalError, $"Internal error occurred: {message}", inner);

    public static ApiException TooManyRequests(string message, int retryAfterSeconds) =>
        new(429, StatusReason.TooManyRequests, message) { RetryAfterSeconds = retryAfterSeconds };

    /// <summary>The object breaks rules; each cause names a field.</summary>
    public static ApiException Invalid(KindSchema kind, string name, IReadOnlyList<StatusCause> causes)
    {
        var texts = causes.Select(cause => cause.Field.Length == 0 ? cause.Message : $"{cause.Field}: {cause.Message}").Distinct().ToList();
        var list = texts.Count == 1 ? texts[0] : $"[{string.Join(", ", texts)}]";
        var qualified = kind.Group.Length == 0 ? kind.Kind : $"{kind.Kind}.{kind.Group}";
        return new ApiException(422, StatusReason.Invalid, $"{qualified} \"{name}\" is invalid: {list}")
        {
            Name = name,
            Group = kind.Group,
            Kind = kind.Kind,
            Causes = causes,
        };
    }

    /// <summary>The <c>Status</c> object of this error.</summary>
    public DocMap ToStatus()
    {
        var status = new DocMap(8);
        status.Set("kind", "Status");
        status.Set("apiVersion", "v1");
        status.GetOrAddMap("metadata").Set("continue", Continue.Length > 0 ? Continue : default(Value));
        status.Set("status", "Failure");
        status.Set("message", Message);
        if (Reason.Length > 0)
        {
            status.Set("reason", Reason);
        }

        var details = Details();
        if (details.Count > 0)
        {
            status.Set("details", details);
        }

        status.Set("code", Code);
        return status;
    }

    /// <summary>Reads a <c>Status</c> that a server answered.</summary>
    public static ApiException FromStatus(int httpCode, DocMap status)
    {
        var details = status.GetMap("details") ?? new DocMap();
        var causes = new List<StatusCause>();
        foreach (var item in (details.GetList("causes") ?? new DocList()).Items)
        {
            if (item.AsMap is { } cause)
            {
                causes.Add(new StatusCause(cause.GetString("reason") ?? "", cause.GetString("message") ?? "", cause.GetString("field") ?? ""));
            }
        }

        return new ApiException((int)(status["code"].AsInt ?? httpCode), status.GetString("reason") ?? "", status.GetString("message") ?? $"HTTP status {httpCode}")
        {
            Name = details.GetString("name") ?? "",
            Group = details.GetString("group") ?? "",
            Kind = details.GetString("kind") ?? "",
            Uid = details.GetString("uid") ?? "",
            Causes = causes,
            RetryAfterSeconds = (int)(details["retryAfterSeconds"].AsInt ?? 0),
            Continue = status.GetMap("metadata")?.GetString("continue") ?? "",
        };
    }

    private DocMap Details()
    {
        var details = new DocMap();
        details.Set("name", Name.Length > 0 ? Name : default(Value));
        details.Set("group", Group.Length > 0 ? Group : default(Value));
        details.Set("kind", Kind.Length > 0 ? Kind : default(Value));
        details.Set("uid", Uid.Length > 0 ? Uid : default(Value));
        if (Causes.Count > 0)
        {
            var causes = details.GetOrAddList("causes");
            foreach (var cause in Causes)
            {
                var map = new DocMap();
                map.Set("reason", cause.Reason);
                map.Set("message", cause.Message);
                map.Set("field", cause.Field.Length > 0 ? cause.Field : default(Value));
                causes.Add(map);
            }
        }

        details.Set("retryAfterSeconds", RetryAfterSeconds > 0 ? RetryAfterSeconds : default(Value));
        return details;
    }

    private static ApiException Of(KindSchema kind, int code, string reason, string name, string message) =>
        new(code, reason, message) { Name = name, Group = kind.Group, Kind = kind.Plural };
}
