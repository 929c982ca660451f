using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
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
}
