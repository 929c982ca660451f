using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Networking.V1;

namespace LightKube.ApiServer.Strategies.Kinds;

/// <summary>IngressClasses.</summary>
public sealed class IngressClassStrategy() : DefaultStrategy(IngressClass.Schema)
{
    protected override void ValidateObject(Document document, FieldErrors errors)
    {
        var controller = document.As<IngressClass>().Spec.Controller;
        var slash = controller.IndexOf('/');
        if (slash <= 0 || slash == controller.Length - 1)
        {
            errors.Invalid(FieldPath.Spec.Child("controller"), controller, "must be a domain-prefixed path (such as \"acme.io/foo\")");
        }
    }

    public override void ValidateUpdate(Document document, Document old, string subresource, FieldErrors errors)
    {
        if (document.As<IngressClass>().Spec.Controller != old.As<IngressClass>().Spec.Controller)
        {
            errors.Invalid(FieldPath.Spec.Child("controller"), document.As<IngressClass>().Spec.Controller, "field is immutable");
        }
    }
}
