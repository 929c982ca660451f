using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Schemas;

namespace LightKube.ApiServer.Strategies.Kinds;

/// <summary>Events, under both their groups: they stand in the namespace of what they are about.</summary>
public sealed class EventStrategy(KindSchema kind) : DefaultStrategy(kind)
{
    protected override void ValidateObject(Document document, FieldErrors errors)
    {
        var field = Kind.Group.Length == 0 ? "involvedObject" : "regarding";
        var about = new ObjectReference(document.Root.GetMap(field) ?? new DocMap());
        var expected = about.Namespace.Length == 0 ? "default" : about.Namespace;
        if (expected != document.Namespace && !(about.Namespace.Length == 0 && document.Namespace == "kube-system"))
        {
            errors.Invalid(FieldPath.Of(field).Child("namespace"), about.Namespace, "does not match event.namespace");
        }
    }
}
