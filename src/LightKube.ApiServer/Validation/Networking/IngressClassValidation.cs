using LightKube.Api.Networking.V1;
using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Networking;

/// <summary>IngressClasses.</summary>
internal sealed class IngressClassValidation() : KindValidation(IngressClass.Schema)
{
    private const int MaxController = 250;

    private static readonly string[] Scopes = ["Cluster", "Namespace"];

    protected override void Validate(Field obj)
    {
        var (controller, parameters) = (obj["spec"]["controller"], obj["spec"]["parameters"]);
        if (controller.Text.Length > MaxController)
        {
            controller.TooLong(MaxController);
        }

        DomainPaths.BePrefixedPath(controller);
        if (parameters.IsSet)
        {
            IngressBackendRules.Reference(parameters);
            Scope(parameters["scope"], parameters["namespace"]);
        }
    }

    protected override void ValidateUpdate(Field obj, Field old)
    {
        obj["spec"]["controller"].BeUnchanged(old["spec"]["controller"]);
        Validate(obj);
    }

    private static void Scope(Field scope, Field space)
    {
        scope.RequireOneOf(Scopes);
        if (scope.Text == "Namespace")
        {
            space.Require("`parameters.scope` is set to 'Namespace'");
            space.ObeyIfAny(NameRules.Dns1123Label);
        }
        else if (scope.Text == "Cluster" && space.IsSet)
        {
            space.Forbidden("`parameters.scope` is set to 'Cluster'");
        }
    }
}
