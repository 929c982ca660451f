using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Validation;
using LightKube.ApiServer.Registry;

namespace LightKube.ApiServer.Admission;

/// <summary>Puts what a webhook or policy has made of an object in the object's place.</summary>
/// <param name="catalog">All kinds that are served, at the moment of asking.</param>
internal sealed class ObjectReplacement(Func<ResourceCatalog> catalog)
{
    // What the server sets itself, whatever others think of it.
    private static readonly string[] SystemFields =
        ["namespace", "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "resourceVersion", "generation", "selfLink"];

    /// <summary>Fields that the kind does not know go, and those that are missing get their defaults, as if the client had sent it so.</summary>
    /// <param name="request">With the object.</param>
    /// <param name="next">What is to be there, in the object's own version; taken over.</param>
    /// <returns>True when the object has become another one.</returns>
    /// <exception cref="ApiException">It is no object of the kind; the object stays as it is.</exception>
    public bool Replace(AdmissionRequest request, DocMap next)
    {
        var document = request.Object!;
        KeepSystemFields(document.Root, next);
        var made = new Document(document.Schema, next);
        ObjectCompletion.Complete(made, FieldValidation.Ignore);
        if (ReferenceEquals(document.Schema, request.Kind))
        {
            catalog().Find(request.Kind)?.Strategy.SetDefaults(made);
        }

        if (next.ContentEquals(document.Root))
        {
            return false;
        }

        document.Root.Clear();
        foreach (ref readonly var entry in next.Entries)
        {
            document.Root.Set(entry.Key, entry.Value);
        }

        return true;
    }

    private static void KeepSystemFields(DocMap before, DocMap after)
    {
        after.Set("kind", before["kind"]);
        after.Set("apiVersion", before["apiVersion"]);
        if (before.GetMap("metadata") is not { } from)
        {
            return;
        }

        var to = after.GetOrAddMap("metadata");
        foreach (var field in SystemFields)
        {
            to.Set(field, from[field]);
        }

        // An object whose name would be made may be given one.
        if (from.GetString("name") is { Length: > 0 } name)
        {
            to.Set("name", name);
        }
    }
}
