namespace LightKube.ApiServer.Admission;

/// <summary>
/// What plug-ins that call others (webhooks, policies) remember of a request, so that those which have seen it get to see what came out of it:
/// once one of them has changed the object after another one had judged it, all plug-ins run a second time.
/// </summary>
public sealed class Reinvocation
{
    private readonly HashSet<string> _called = new(StringComparer.Ordinal);
    private readonly HashSet<string> _again = new(StringComparer.Ordinal);

    /// <summary>The second round is wanted.</summary>
    public bool IsWanted { get; private set; }

    /// <summary>This is the second round.</summary>
    public bool IsSecondRound { get; private set; }

    /// <summary>The object as the last one left it; for the second round to see whether the server's own plug-ins changed it.</summary>
    public Api.Documents.DocMap? LastOutput { get; set; }

    public void BeginSecondRound() => IsSecondRound = true;

    /// <summary>One that wants to be asked again has been asked.</summary>
    public void NoteCalled(string id) => _called.Add(id);

    /// <summary>The object has changed: whoever was asked before is asked again.</summary>
    public void NoteChanged()
    {
        IsWanted = true;
        RequireAll();
    }

    /// <summary>All that were asked are asked again.</summary>
    public void RequireAll()
    {
        _again.UnionWith(_called);
        _called.Clear();
    }

    /// <summary>In the second round, whether that one is asked.</summary>
    public bool IsRequired(string id) => _again.Contains(id);
}
