using LightKube.Api.Cel.Admission;
using LightKube.Api.Documents;

namespace LightKube.ApiServer.Admission.Policies;

/// <summary>Puts a policy into force: for which of the requests that it is about, and with which params.</summary>
internal sealed class PolicyBinding
{
    public PolicyBinding(Document binding)
    {
        var spec = binding.Root.GetMap("spec") ?? new DocMap();
        Name = binding.Name;
        PolicyName = spec.GetString("policyName") ?? "";
        Match = new PolicyMatch(spec.GetMap("matchResources"), isBinding: true);
        ParamRef = spec.GetMap("paramRef");
        foreach (var action in Texts.Of(spec.GetList("validationActions")))
        {
            Denies |= action == "Deny";
            Warns |= action == "Warn";
            Audits |= action == "Audit";
        }

        Actions = spec.GetList("validationActions") ?? new DocList();
    }

    public string Name { get; }

    public string PolicyName { get; }

    public PolicyMatch Match { get; }

    public DocMap? ParamRef { get; }

    public bool Denies { get; }

    public bool Warns { get; }

    public bool Audits { get; }

    public DocList Actions { get; }
}
