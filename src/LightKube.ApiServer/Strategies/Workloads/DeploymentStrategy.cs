using LightKube.Api.Apps.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Views;
using LightKube.ApiServer.Strategies.Rules;

namespace LightKube.ApiServer.Strategies.Workloads;

/// <summary>Deployments.</summary>
public sealed class DeploymentStrategy() : DefaultStrategy(Deployment.Schema)
{
    public override void SetDefaults(Document document)
    {
        var spec = document.As<Deployment>().Spec;
        PodSpecDefaults.Apply(spec.Template.Spec);
        if (spec.Strategy.Type == "RollingUpdate")
        {
            spec.Strategy.RollingUpdate.MaxUnavailable ??= "25%";
            spec.Strategy.RollingUpdate.MaxSurge ??= "25%";
        }
    }

    protected override void ValidateObject(Document document, FieldErrors errors)
    {
        var spec = document.As<Deployment>().Spec;
        TemplateRules.NonNegative(spec.Replicas, "replicas", errors);
        TemplateRules.NonNegative(spec.MinReadySeconds, "minReadySeconds", errors);
        TemplateRules.NonNegative(spec.RevisionHistoryLimit, "revisionHistoryLimit", errors);
        TemplateRules.Selector(spec.Selector, spec.Template, errors);
        TemplateRules.Template(spec.Template, FieldPath.Spec.Child("template"), errors);
        if (spec.ProgressDeadlineSeconds is { } deadline && deadline <= spec.MinReadySeconds)
        {
            errors.Invalid(FieldPath.Spec.Child("progressDeadlineSeconds"), deadline, "must be greater than minReadySeconds");
        }

        Strategy(spec.Strategy, FieldPath.Spec.Child("strategy"), errors);
    }

    public override void ValidateUpdate(Document document, Document old, string subresource, FieldErrors errors)
    {
        if (subresource.Length == 0)
        {
            TemplateRules.Immutable(document, old, "selector", errors);
        }
    }

    private static void Strategy(Api.Apps.V1.DeploymentStrategy strategy, FieldPath path, FieldErrors errors)
    {
        if (strategy.Type == "Recreate" && strategy.RollingUpdate.IsPresent)
        {
            errors.Forbidden(path.Child("rollingUpdate"), "may not be specified when strategy `type` is 'Recreate'");
        }

        if (strategy.Type != "RollingUpdate" || !strategy.RollingUpdate.IsPresent)
        {
            return;
        }

        var at = path.Child("rollingUpdate");
        Amount(strategy.RollingUpdate.MaxUnavailable, at.Child("maxUnavailable"), errors);
        Amount(strategy.RollingUpdate.MaxSurge, at.Child("maxSurge"), errors);
        if (IsZero(strategy.RollingUpdate.MaxUnavailable) && IsZero(strategy.RollingUpdate.MaxSurge))
        {
            errors.Invalid(at.Child("maxUnavailable"), strategy.RollingUpdate.MaxUnavailable?.ToValue() ?? default, "may not be 0 when `maxSurge` is 0");
        }
    }

    private static bool IsZero(IntOrString? value) => value is { } given && given.Scaled(100, roundUp: true) == 0;

    /// <summary>A number or a percentage, not negative.</summary>
    internal static void Amount(IntOrString? value, FieldPath path, FieldErrors errors)
    {
        if (value is not { } given)
        {
            return;
        }

        if (given.Number is < 0 and { } number)
        {
            errors.Invalid(path, number, "must be greater than or equal to 0");
        }
        else if (given.Text is { } text && given.Scaled(100, roundUp: true) is null)
        {
            errors.Invalid(path, text, "must be an integer or percentage (e.g '5%%')");
        }
    }
}
