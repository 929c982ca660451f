using LightKube.Api.Documents;
using LightKube.Api.Schemas;
using LightKube.ApiServer.Authentication;
using LightKube.ApiServer.Registry;

namespace LightKube.ApiServer.Admission;

public enum AdmissionVerb : byte
{
    Create,
    Update,
    Delete,
    Connect,
}

/// <summary>A write on its way to the store, or a connection to a pod, as admission sees it.</summary>
public sealed class AdmissionRequest
{
    public required AdmissionVerb Verb { get; init; }

    /// <summary>The kind whose resource is addressed; for a subresource the parent's.</summary>
    public required KindSchema Kind { get; init; }

    /// <summary>Empty for the object itself.</summary>
    public string Subresource { get; init; } = "";

    /// <summary>Empty for a cluster-scoped object.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>Empty when the name is to be generated, and for a deletion of a collection.</summary>
    public string Name { get; init; } = "";

    /// <summary>
    /// The new object, mutable while the plugins mutate; null for delete and connect. When a body of another kind is posted to a subresource
    /// (binding, eviction, token), that body.
    /// </summary>
    public Document? Object { get; init; }

    /// <summary>The stored object, frozen; null for create.</summary>
    public Document? Old { get; init; }

    public required UserInfo User { get; init; }

    public bool DryRun { get; init; }

    /// <summary>The options of the request (CreateOptions, DeleteOptions …); null for a request from within the process, which has none.</summary>
    public IOperationOptions? Options { get; init; }

    /// <summary>A new object, or what is posted to a subresource.</summary>
    /// <param name="kind">The kind whose resource is addressed.</param>
    /// <param name="call">Who, where and how.</param>
    /// <param name="name">The object's; empty when it is to be generated.</param>
    /// <param name="document">The new object or the posted body; mutable.</param>
    internal static AdmissionRequest ForCreation(KindSchema kind, ApiCall call, string name, Document document) => new()
    {
        Verb = AdmissionVerb.Create,
        Kind = kind,
        Subresource = call.Subresource,
        Namespace = call.Namespace,
        Name = name,
        Object = document,
        User = call.User,
        DryRun = call.DryRun,
        Options = call.Options,
        Annotations = call.AuditAnnotations,
    };

    /// <summary>Whether the plug-ins that change the object run twice.</summary>
    public Reinvocation Reinvocation => _reinvocation ??= new Reinvocation();

    /// <summary>True when a plug-in has asked that all of them see the object again.</summary>
    public bool IsToBeReinvoked => _reinvocation is { IsWanted: true };

    /// <summary>True when the plug-ins see the object again.</summary>
    public bool IsSecondRound => _reinvocation is { IsSecondRound: true };

    private Reinvocation? _reinvocation;

    /// <summary>For the audit log, by name; null when nobody writes one.</summary>
    public IDictionary<string, string>? Annotations { get; init; }

    /// <summary>Warnings for the client, each a <c>Warning: 299</c> header of the answer.</summary>
    public IList<string> Warnings { get; } = [];

    /// <summary>The kind of the objects that the request is about: for some subresources (Scale, Binding, Eviction) not that of the resource.</summary>
    public KindSchema ObjectKind =>
        (Object ?? Old)?.Schema
        ?? (Subresource.Length > 0 && Kind.Subresource(Subresource) is { } subresource ? SubresourceKinds.Of(subresource, Kind) : Kind);

    /// <summary>True for the object itself of that kind, not for a subresource of it.</summary>
    public bool IsFor(KindSchema kind) => ReferenceEquals(Kind, kind) && Subresource.Length == 0;

    /// <summary>Notes something for the audit log; the first note of a name stays. Safe for calls at the same time.</summary>
    public void Annotate(string name, string text)
    {
        if (Annotations is { } annotations)
        {
            lock (annotations)
            {
                annotations.TryAdd(name, text);
            }
        }
    }

    public override string ToString() => $"{Verb} {Kind.GroupResource}{(Subresource.Length > 0 ? "/" + Subresource : "")} {Namespace}/{Name}";
}
