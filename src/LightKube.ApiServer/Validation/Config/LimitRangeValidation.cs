using System.Globalization;
using LightKube.Api.Core.V1;
using LightKube.Api.Quantities;
using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Config;

/// <summary>LimitRanges.</summary>
internal sealed class LimitRangeValidation() : KindValidation(LimitRange.Schema)
{
    private static readonly string[] Types = ["Pod", "Container", "PersistentVolumeClaim"];
    private static readonly string[] Lists = ["max", "min", "default", "defaultRequest", "maxLimitRequestRatio"];

    protected override void Validate(Field obj)
    {
        var limits = obj["spec"]["limits"];
        var types = default(SeenTexts);
        for (var i = 0; i < limits.Count; i++)
        {
            Type(limits[i]["type"], ref types);
            Limit(limits[i]);
        }
    }

    private static void Type(Field type, ref SeenTexts types)
    {
        var problems = NameRules.QualifiedName(type.Text);
        type.Report(problems);
        if (problems.Count == 0 && !type.Text.Contains('/') && !Types.Contains(type.Text))
        {
            type.Invalid("must be a standard limit type or fully qualified");
        }

        if (!types.Add(type.Text))
        {
            type.Duplicate();
        }
    }

    private static void Limit(Field limit)
    {
        var isPod = limit["type"].Text == "Pod";
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var list in Lists)
        {
            if (isPod && list is "default" or "defaultRequest")
            {
                if (limit[list].Count > 0)
                {
                    limit[list].Forbidden("may not be specified when `type` is 'Pod'");
                }

                continue;
            }

            if (list == "maxLimitRequestRatio")
            {
                Storage(limit);
            }

            Names(limit[list], limit["type"].Text, names);
        }

        foreach (var name in names)
        {
            Orders(limit, name, isPod);
            Ratio(limit, name);
        }
    }

    private static void Names(Field amounts, string type, SortedSet<string> names)
    {
        foreach (ref readonly var entry in amounts.Entries)
        {
            if (type is "Pod" or "Container")
            {
                amounts.Entry(entry.Key).BeContainerResourceName(entry.Key);
            }
            else
            {
                amounts.Entry(entry.Key).BeResourceName(entry.Key);
            }

            names.Add(entry.Key);
        }
    }

    private static void Storage(Field limit)
    {
        if (limit["type"].Text == "PersistentVolumeClaim" && !limit["min"].Entry("storage").IsSet && !limit["max"].Entry("storage").IsSet)
        {
            limit.Named("limits").Required("either minimum or maximum storage value is required, but neither was provided");
        }
    }

    private static void Orders(Field limit, string name, bool isPod)
    {
        Order(limit, name, "min", "max", "min", "min value {0} is greater than max value {1}", showsLow: true);
        if (isPod)
        {
            return;
        }

        Order(limit, name, "min", "defaultRequest", "defaultRequest", "min value {0} is greater than default request value {1}", showsLow: false);
        Order(limit, name, "defaultRequest", "max", "defaultRequest", "default request value {0} is greater than max value {1}", showsLow: true);
        Order(limit, name, "defaultRequest", "default", "defaultRequest", "default request value {0} is greater than default limit value {1}", showsLow: true);
        Order(limit, name, "min", "default", "default", "min value {0} is greater than default value {1}", showsLow: true);
        Order(limit, name, "default", "max", "default", "default value {0} is greater than max value {1}", showsLow: false);
        if (!ResourceNames.MayBeOvercommitted(name)
            && limit["default"].Entry(name).Quantity is { } most && limit["defaultRequest"].Entry(name).Quantity is { } asked && most != asked)
        {
            limit["defaultRequest"].Entry(name).Invalid(asked.ToString(), $"default value {most} must equal to defaultRequest value {asked} in {name}");
        }
    }

    private static void Order(Field limit, string name, string low, string high, string at, string text, bool showsLow)
    {
        if (limit[low].Entry(name).Quantity is { } less && limit[high].Entry(name).Quantity is { } more && less > more)
        {
            limit[at].Entry(name).Invalid((showsLow ? less : more).ToString(), string.Format(CultureInfo.InvariantCulture, text, less, more));
        }
    }

    private static void Ratio(Field limit, string name)
    {
        if (limit["maxLimitRequestRatio"].Entry(name).Quantity is not { } ratio)
        {
            return;
        }

        var at = limit["maxLimitRequestRatio"].Entry(name);
        if (ratio < Quantity.FromUnits(1))
        {
            at.Invalid(ratio.ToString(), $"ratio {ratio} is less than 1");
        }

        if (limit["min"].Entry(name).Quantity is { Sign: > 0 } min && limit["max"].Entry(name).Quantity is { } max)
        {
            var most = (double)max.Milli / min.Milli;
            if (ratio.Milli / 1000.0 > most)
            {
                at.Invalid(ratio.ToString(), string.Create(CultureInfo.InvariantCulture, $"ratio {ratio} is greater than max/min = {most:F6}"));
            }
        }
    }
}
