using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Policy;

/// <summary>What an autoscaler looks at.</summary>
internal static class MetricRules
{
    private static readonly string[] Types = ["ContainerResource", "External", "Object", "Pods", "Resource"];
    private static readonly string[] Fields = ["containerResource", "external", "object", "pods", "resource"];

    /// <summary>A reference to an object by kind and name.</summary>
    public static void Reference(Field reference)
    {
        reference["kind"].RequireAndObey(NameRules.PathSegment);
        reference["name"].RequireAndObey(NameRules.PathSegment);
    }

    public static void Validate(Field metric)
    {
        var type = metric["type"];
        type.Require("must specify a metric source type");
        type.BeOneOf(Types);
        var expected = Array.IndexOf(Types, type.Text) is >= 0 and var index ? Fields[index] : "";
        var count = 0;
        foreach (var name in Fields)
        {
            if (metric[name].IsSet)
            {
                count++;
                Source(metric[name], name);
            }
        }

        if (expected.Length > 0 && !metric[expected].IsSet)
        {
            metric[expected].Required("must populate information for the given metric source");
        }

        foreach (var name in Fields)
        {
            if (count > 1 && name != expected && metric[name].IsSet)
            {
                metric[name].Forbidden("must populate the given metric source only");
            }
        }
    }

    private static void Source(Field source, string name)
    {
        switch (name)
        {
            case "object":
                Reference(source["describedObject"]);
                Identifier(source["metric"]);
                Target(source["target"]);
                ValueOrAverage(source["target"], "must set either a target value or averageValue");
                break;
            case "external":
                Identifier(source["metric"]);
                Target(source["target"]);
                ValueOrAverage(source["target"], "must set either a target value for metric or a per-pod target");
                if (source["target"]["value"].IsSet && source["target"]["averageValue"].IsSet)
                {
                    source["target"]["value"].Forbidden("may not set both a target value for metric and a per-pod target");
                }

                break;
            case "pods":
                Identifier(source["metric"]);
                Target(source["target"]);
                if (source["target"]["averageValue"].Quantity is not { Sign: > 0 })
                {
                    source["target"]["averageValue"].Required("must specify a positive target averageValue");
                }

                break;
            default:
                Resource(source, ofContainer: name == "containerResource");
                break;
        }
    }

    private static void Resource(Field source, bool ofContainer)
    {
        source["name"].Require("must specify a resource name");
        if (ofContainer)
        {
            source["container"].Require("must specify a container");
        }

        var (target, utilization, average) = (source["target"], source["target"]["averageUtilization"], source["target"]["averageValue"]);
        Target(target);
        if (!utilization.IsSet && !average.IsSet)
        {
            utilization.Required("must set either a target raw value or a target utilization");
        }

        if (utilization.IsSet && average.IsSet)
        {
            average.Forbidden("may not set both a target raw value and a target utilization");
        }
    }

    private static void Identifier(Field metric)
    {
        metric["name"].Require("must specify a metric name");
        metric["name"].ObeyIfAny(NameRules.PathSegment);
    }

    private static void Target(Field target)
    {
        var (type, utilization) = (target["type"], target["averageUtilization"]);
        type.Require("must specify a metric target type");
        if (type.Text is not ("Utilization" or "Value" or "AverageValue"))
        {
            type.Invalid("must be either Utilization, Value, or AverageValue");
        }

        foreach (var name in (ReadOnlySpan<string>)["value", "averageValue"])
        {
            if (target[name].Quantity is { Sign: <= 0 } amount)
            {
                target[name].Invalid(amount.ToString(), "must be positive");
            }
        }

        if (utilization.IsSet && utilization.Number < 1)
        {
            utilization.Invalid("must be greater than 0");
        }
    }

    private static void ValueOrAverage(Field target, string problem)
    {
        if (!target["value"].IsSet && !target["averageValue"].IsSet)
        {
            target["averageValue"].Required(problem);
        }
    }
}
