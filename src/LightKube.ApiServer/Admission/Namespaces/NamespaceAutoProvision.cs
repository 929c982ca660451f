using LightKube.Api.Core.V1;
using LightKube.Api.Errors;
using LightKube.Api.Views;
using LightKube.ApiServer.Objects;
using LightKube.Client;

namespace LightKube.ApiServer.Admission.Namespaces;

/// <summary>A namespace comes into being with the first object that is made in it.</summary>
/// <param name="objects">Where namespaces are looked up.</param>
/// <param name="client">With the rights of the server itself; asked for when it is needed.</param>
internal sealed class NamespaceAutoProvision(IObjectReader objects, Func<IClient> client) : IAdmissionPlugin
{
    public string Name => "NamespaceAutoProvision";

    public bool Handles(AdmissionRequest request) =>
        request is { Verb: AdmissionVerb.Create, DryRun: false, Namespace.Length: > 0 } && !ReferenceEquals(request.Kind, Namespace.Schema);

    public async ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancel)
    {
        if (objects.Find(Namespace.Schema, new ObjectKey("", request.Namespace)) is not null)
        {
            return;
        }

        try
        {
            await client().CreateAsync(new Namespace { Metadata = { Name = request.Namespace } }, cancel).ConfigureAwait(false);
        }
        catch (ApiException e) when (e.IsAlreadyExists)
        {
            // Somebody else was as quick.
        }
    }
}
