namespace LightKube.Api.Patches;

/// <summary>A patch that cannot be read or does not fit the object. The message is for the person who sent it.</summary>
public sealed class PatchException(int code, string message) : Exception(message)
{
    internal const int MalformedCode = 400;
    internal const int TooLargeCode = 413;
    internal const int DoesNotApplyCode = 422;

    /// <summary>The HTTP status that Kubernetes answers: 400 malformed, 413 too large, 422 does not apply.</summary>
    public int Code { get; } = code;

    internal static PatchException Malformed(string message) => new(MalformedCode, message);

    internal static PatchException TooLarge(string message) => new(TooLargeCode, message);

    internal static PatchException DoesNotApply(string message) => new(DoesNotApplyCode, message);
}
