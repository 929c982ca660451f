using LightKube.Api.Validation;
using LightKube.Api.Views;
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

    /// <summary>Texts for <c>Warning</c> headers.</summary>
    public List<string> Warnings { get; } = [];

    public CancellationToken Cancel { get; init; }

    public ObjectKey Key => new(Namespace, Name);
}
