using LightKube.Api.Schemas;
using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Policy;

/// <summary>Events, under both their groups: they stand in the namespace of what they are about.</summary>
internal sealed class EventValidation(KindSchema kind) : KindValidation(kind)
{
    private const int MaxText = 128;
    private const int MaxMessage = 1024;

    private bool IsNew => Kind.Group.Length > 0;

    protected override void ValidateCreate(Field obj)
    {
        if (IsNew)
        {
            Required(obj);
        }

        Validate(obj);
    }

    // Upstream speaks of both in the words of the older one.
    protected override void Validate(Field obj)
    {
        var about = obj[IsNew ? "regarding" : "involvedObject"]["namespace"].Text;
        var space = obj["metadata"]["namespace"].Text;
        if (about.Length == 0 ? space is not ("" or "default" or "kube-system") : about != space)
        {
            obj.Named("involvedObject").Named("namespace").Invalid(about, "does not match event.namespace");
        }

        if (!IsNew && obj["eventTime"].HasText)
        {
            Reporter(obj, "reportingComponent", "message");
        }
    }

    private static void Required(Field obj)
    {
        obj["eventTime"].Require();
        if (obj["type"].Text is not ("Normal" or "Warning"))
        {
            obj["type"].Invalid("", $"has invalid value: {obj["type"].Text}");
        }

        foreach (var (name, old) in (ReadOnlySpan<(string, string)>)[("deprecatedFirstTimestamp", "firstTimestamp"), ("deprecatedLastTimestamp", "lastTimestamp")])
        {
            if (obj[name].HasText)
            {
                obj.Named(old).Invalid("", "needs to be unset");
            }
        }

        if (obj["deprecatedCount"].Number != 0)
        {
            obj.Named("count").Invalid("", "needs to be unset");
        }

        Reporter(obj, "reportingController", "note");
    }

    private static void Reporter(Field obj, string controller, string message)
    {
        var reporter = obj[controller];
        reporter.Require();
        reporter.Obey(NameRules.QualifiedName);
        foreach (var name in (ReadOnlySpan<string>)["reportingInstance", "action", "reason"])
        {
            obj[name].Require();
            if (obj[name].Text.Length > MaxText)
            {
                obj[name].Invalid("", $"can have at most {MaxText} characters");
            }
        }

        if (obj[message].Text.Length > MaxMessage)
        {
            obj[message].Invalid("", $"can have at most {MaxMessage} characters");
        }
    }
}
