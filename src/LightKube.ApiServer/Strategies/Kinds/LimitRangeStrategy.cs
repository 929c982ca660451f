using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Views;

namespace LightKube.ApiServer.Strategies.Kinds;

/// <summary>LimitRanges: what is not said about containers follows from what is.</summary>
public sealed class LimitRangeStrategy() : DefaultStrategy(LimitRange.Schema)
{
    public override void SetDefaults(Document document)
    {
        foreach (var item in document.As<LimitRange>().Spec.Limits.Where(item => item.Type == "Container"))
        {
            Fill(item.Map, "default", item.Max);
            Fill(item.Map, "defaultRequest", item.Default);
            Fill(item.Map, "defaultRequest", item.Min);
        }
    }

    private static void Fill(DocMap item, string field, QuantityMap from)
    {
        foreach (var (name, _) in from)
        {
            var target = item.GetOrAddMap(field);
            if (!target.Contains(name))
            {
                target.Set(name, from.Peek()![name]);
            }
        }
    }

    protected override void ValidateObject(Document document, FieldErrors errors)
    {
        var limits = document.As<LimitRange>().Spec.Limits;
        var types = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < limits.Count; i++)
        {
            var path = FieldPath.Spec.Child("limits", i);
            var item = limits[i];
            if (!types.Add(item.Type))
            {
                errors.Duplicate(path.Child("type"), item.Type);
            }

            Order(item.Min, item.Max, path.Child("min"), "min value {0} is greater than max value {1}", errors);
            Order(item.Min, item.DefaultRequest, path.Child("defaultRequest"), "min value {0} is greater than default request value {1}", errors);
            Order(item.DefaultRequest, item.Max, path.Child("defaultRequest"), "default request value {0} is greater than max value {1}", errors);
            Order(item.DefaultRequest, item.Default, path.Child("defaultRequest"), "default request value {0} is greater than default limit value {1}", errors);
            Order(item.Default, item.Max, path.Child("default"), "default value {0} is greater than max value {1}", errors);
        }
    }

    private static void Order(QuantityMap low, QuantityMap high, FieldPath path, string text, FieldErrors errors)
    {
        foreach (var (name, _) in low)
        {
            if (low[name] is { } less && high[name] is { } more && less > more)
            {
                errors.Invalid(path.Key(name), less.ToString(), text.Replace("{0}", less.ToString(), StringComparison.Ordinal).Replace("{1}", more.ToString(), StringComparison.Ordinal));
            }
        }
    }
}
