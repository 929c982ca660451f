using LightKube.Api.Core.V1;
using LightKube.Api.Errors;
using LightKube.Api.Views;
using LightKube.ApiServer.Objects;

namespace LightKube.ApiServer.Admission.Namespaces;

/// <summary>Nothing is written in a namespace that does not exist. NamespaceLifecycle says so of new objects, this of all writes.</summary>
internal sealed class NamespaceExists(IObjectReader objects) : IAdmissionPlugin
{
    public string Name => "NamespaceExists";

    public bool Handles(AdmissionRequest request) =>
        request.Verb != AdmissionVerb.Connect && request.Namespace.Length > 0 && !ReferenceEquals(request.Kind, Namespace.Schema);

    public ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancel) =>
        objects.Find(Namespace.Schema, new ObjectKey("", request.Namespace)) is null
            ? throw ApiException.NotFound(Namespace.Schema, request.Namespace)
            : ValueTask.CompletedTask;
}
