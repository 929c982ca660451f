using LightKube.Api.ApiRegistration.V1;
using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Extension;

/// <summary>APIServices: who serves which group and version.</summary>
internal sealed class ApiServiceValidation() : KindValidation(APIService.Schema)
{
    private const int MaxGroupPriority = 20_000;
    private const int MaxVersionPriority = 1_000;

    private static readonly string[] Statuses = ["False", "True", "Unknown"];

    protected override void Validate(Field obj)
    {
        var spec = obj["spec"];
        var (group, version, name) = (spec["group"], spec["version"], obj["metadata"]["name"]);
        if (name.Text != $"{version.Text}.{group.Text}")
        {
            name.Invalid($"must be `spec.version+\".\"+spec.group`: \"{version.Text}.{group.Text}\"");
        }

        if (!group.HasText && version.Text != "v1")
        {
            group.Required("only v1 may have an empty group and it better be legacy kube");
        }

        group.ObeyIfAny(NameRules.Dns1123Subdomain);
        version.Obey(NameRules.Dns1035Label);
        Within(spec["groupPriorityMinimum"], MaxGroupPriority);
        Within(spec["versionPriority"], MaxVersionPriority);
        if (spec["service"].IsSet)
        {
            Service(spec);
        }
        else
        {
            Local(spec);
        }
    }

    protected override void ValidateStatus(Field obj, Field old)
    {
        var conditions = obj["status"]["conditions"];
        for (var i = 0; i < conditions.Count; i++)
        {
            conditions[i]["status"].BeOneOf(Statuses);
        }
    }

    private static void Within(Field priority, int most)
    {
        if (priority.Number <= 0 || priority.Number > most)
        {
            priority.Invalid(priority.Number, $"must be positive and less than {most}");
        }
    }

    private static void Local(Field spec)
    {
        if (spec["caBundle"].HasText)
        {
            spec["caBundle"].Invalid($"{Convert.FromBase64String(spec["caBundle"].Text).Length} bytes", "local APIServices may not have a caBundle");
        }

        if (spec["insecureSkipTLSVerify"].IsTrue)
        {
            spec["insecureSkipTLSVerify"].Invalid("local APIServices may not have insecureSkipTLSVerify");
        }
    }

    private static void Service(Field spec)
    {
        var (service, port) = (spec["service"], spec["service"]["port"]);
        service["namespace"].Require();
        service["name"].Require();
        if (port.IsSet && port.Number is < 1 or > 65535)
        {
            port.Invalid($"port is not valid: {FieldRules.Between(1, 65535)}");
        }

        if (spec["insecureSkipTLSVerify"].IsTrue && spec["caBundle"].HasText)
        {
            spec["insecureSkipTLSVerify"].Invalid("may not be true if caBundle is present");
        }
    }
}
