using LightKube.Api.ApiRegistration.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Validation;
using LightKube.ApiServer.Objects;

namespace LightKube.ApiServer.Strategies.Kinds;

/// <summary>APIServices: who serves a group-version.</summary>
public sealed class ApiServiceStrategy(TimeProvider time) : DefaultStrategy(APIService.Schema)
{
    private const int MaxGroupPriority = 20_000;
    private const int MaxVersionPriority = 1000;
    private const int DefaultPort = 443;

    private static readonly string[] ConditionStatuses = ["True", "False", "Unknown"];

    public override void SetDefaults(Document document)
    {
        if (document.Root.GetMap("spec")?.GetMap("service") is { } service && service["port"].IsAbsentOrNull)
        {
            service.Set("port", DefaultPort);
        }
    }

    // What this server serves itself is there at once.
    protected override void OnCreate(Document document)
    {
        var service = document.As<APIService>();
        if (service.Spec.Service.IsPresent)
        {
            return;
        }

        var condition = service.Status.Conditions.AddNew();
        (condition.Type, condition.Status, condition.LastTransitionTime) = ("Available", "True", time.GetUtcNow());
        (condition.Reason, condition.Message) = (Aggregation.AvailabilityCondition.Local.Reason, Aggregation.AvailabilityCondition.Local.Message);
    }

    protected override void ValidateObject(Document document, FieldErrors errors)
    {
        var spec = document.As<APIService>().Spec;
        var required = $"{spec.Version}.{spec.Group}";
        if (document.Name != required)
        {
            errors.Invalid(FieldPath.Metadata.Child("name"), document.Name, $"must be `spec.version+\".\"+spec.group`: \"{required}\"");
        }

        Names(spec, errors);
        if (spec.GroupPriorityMinimum is <= 0 or > MaxGroupPriority)
        {
            errors.Invalid(FieldPath.Spec.Child("groupPriorityMinimum"), spec.GroupPriorityMinimum, "must be positive and less than 20000");
        }

        if (spec.VersionPriority is <= 0 or > MaxVersionPriority)
        {
            errors.Invalid(FieldPath.Spec.Child("versionPriority"), spec.VersionPriority, "must be positive and less than 1000");
        }

        if (spec.Service.IsPresent)
        {
            Remote(spec, errors);
        }
        else
        {
            Local(spec, errors);
        }
    }

    public override void ValidateUpdate(Document document, Document old, string subresource, FieldErrors errors)
    {
        if (subresource != "status")
        {
            return;
        }

        var conditions = document.As<APIService>().Status.Conditions;
        for (var i = 0; i < conditions.Count; i++)
        {
            if (!ConditionStatuses.Contains(conditions[i].Status))
            {
                errors.NotSupported(FieldPath.Status.Child("conditions").Index(i).Child("status"), conditions[i].Status, ConditionStatuses);
            }
        }
    }

    private static void Names(APIServiceSpec spec, FieldErrors errors)
    {
        var group = FieldPath.Spec.Child("group");
        if (spec.Group.Length == 0 && spec.Version != "v1")
        {
            errors.Required(group, "only v1 may have an empty group and it better be legacy kube");
        }

        if (spec.Group.Length > 0)
        {
            foreach (var problem in NameRules.Dns1123Subdomain(spec.Group))
            {
                errors.Invalid(group, spec.Group, problem);
            }
        }

        foreach (var problem in NameRules.Dns1035Label(spec.Version))
        {
            errors.Invalid(FieldPath.Spec.Child("version"), spec.Version, problem);
        }
    }

    private static void Local(APIServiceSpec spec, FieldErrors errors)
    {
        if (spec.CaBundle is { Length: > 0 } bundle)
        {
            errors.Invalid(FieldPath.Spec.Child("caBundle"), $"{bundle.Length} bytes", "local APIServices may not have a caBundle");
        }

        if (spec.InsecureSkipTLSVerify)
        {
            errors.Invalid(FieldPath.Spec.Child("insecureSkipTLSVerify"), true, "local APIServices may not have insecureSkipTLSVerify");
        }
    }

    private static void Remote(APIServiceSpec spec, FieldErrors errors)
    {
        var service = FieldPath.Spec.Child("service");
        if (spec.Service.Namespace.Length == 0)
        {
            errors.Required(service.Child("namespace"));
        }

        if (spec.Service.Name.Length == 0)
        {
            errors.Required(service.Child("name"));
        }

        if (spec.Service.Port is < 1 or > 65_535)
        {
            errors.Invalid(service.Child("port"), spec.Service.Field("port"), "port is not valid: must be between 1 and 65535, inclusive");
        }

        if (spec.InsecureSkipTLSVerify && spec.CaBundle is { Length: > 0 })
        {
            errors.Invalid(FieldPath.Spec.Child("insecureSkipTLSVerify"), true, "may not be true if caBundle is present");
        }
    }
}
