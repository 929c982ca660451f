using LightKube.Api.Apply;
using LightKube.Api.Validation;
using LightKube.Api.Views;
using LightKube.ApiServer.Admission;
using LightKube.ApiServer.Authentication;

namespace LightKube.ApiServer.Registry;

/// <summary>Who asks for what, on whichever way the request came in: HTTP or in the process.</summary>
public sealed class ApiCall
{
    public required UserInfo User { get; init; }

    /// <summary>Empty for a cluster-scoped object, or for all namespaces.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>Empty for a collection.</summary>
    public string Name { get; init; } = "";

    /// <summary>Empty for the object itself.</summary>
    public string Subresource { get; init; } = "";

    /// <summary>Go through everything but the store.</summary>
    public bool DryRun { get; init; }

    public FieldValidation FieldValidation { get; init; }

    /// <summary>The options as they were given; null for calls from within the process.</summary>
    public IOperationOptions? Options { get; init; }

    /// <summary>Collects what admission notes for the audit log; null when nobody writes one.</summary>
    public IDictionary<string, string>? AuditAnnotations { get; init; }

    /// <summary>
    /// The request has passed admission as what the client asked for (a Binding, an Eviction, a Scale); the write that follows from it is not
    /// admitted again.
    /// </summary>
    public bool IsAdmitted { get; init; }

    /// <summary>As what admission sees the object; null for itself.</summary>
    public ISubresourceView? View { get; init; }

    /// <summary>By which name managedFields records the write; null when the server writes for itself and managers stay as they are.</summary>
    public string? FieldManager { get; init; }

    /// <summary>The subresource that managedFields records, when it is not <see cref="Subresource"/>.</summary>
    public string? OwnerSubresource { get; init; }

    /// <summary>The fields that the write can own; null for those of the kind's strategy.</summary>
    public FieldFilter? OwnedFields { get; init; }

    /// <summary>The client asks to forget all managers: the object that it sent has an empty list of them.</summary>
    public bool ForgetsManagers { get; set; }

    /// <summary>A server-side apply, which makes managedFields itself.</summary>
    public bool IsApply { get; init; }

    /// <summary>Texts for <c>Warning</c> headers.</summary>
    public List<string> Warnings { get; private init; } = [];

    public CancellationToken Cancel { get; init; }

    /// <summary>The same call once it has passed admission; warnings go to the same list.</summary>
    /// <param name="name">Of the object that it is about; null for the call's own.</param>
    /// <param name="subresource">What of it; null for the call's own.</param>
    public ApiCall Admitted(string? name = null, string? subresource = null) => IsAdmitted ? this : new ApiCall
    {
        User = User,
        Namespace = Namespace,
        Name = name ?? Name,
        Subresource = subresource ?? Subresource,
        DryRun = DryRun,
        FieldValidation = FieldValidation,
        Options = Options,
        AuditAnnotations = AuditAnnotations,
        IsAdmitted = true,
        View = View,
        Warnings = Warnings,
        Cancel = Cancel,
    };

    public ObjectKey Key => new(Namespace, Name);
}
