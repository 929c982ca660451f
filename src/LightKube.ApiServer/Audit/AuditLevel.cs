namespace LightKube.ApiServer.Audit;

/// <summary>How much of a request is written down.</summary>
public enum AuditLevel : byte
{
    None,

    /// <summary>Who asked what, and what came of it.</summary>
    Metadata,

    /// <summary>And the object that was sent.</summary>
    Request,

    /// <summary>And the object that was answered.</summary>
    RequestResponse,
}

/// <summary>When in the life of a request something is written down.</summary>
[Flags]
public enum AuditStages : byte
{
    None = 0,
    RequestReceived = 1,

    /// <summary>The head of an answer that lasts, a watch's for example, was sent.</summary>
    ResponseStarted = 2,
    ResponseComplete = 4,
    Panic = 8,
}
