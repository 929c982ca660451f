using LightKube.Api.Documents;
using LightKube.Api.Selectors;

namespace LightKube.ApiServer.Objects;

/// <summary>Label selectors as they stand in objects.</summary>
internal static class LabelMatch
{
    /// <summary>True when the selector picks the labels. One that is not well-formed, which validation tells, picks nothing.</summary>
    public static bool Selects(Api.Meta.V1.LabelSelector selector, DocMap? labels)
    {
        try
        {
            return LabelSelector.From(selector).Matches(labels);
        }
        catch (SelectorException)
        {
            return false;
        }
    }
}
