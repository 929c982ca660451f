using LightKube.Api.Documents;
using LightKube.Api.Views;

namespace LightKube.ApiServer.Objects;

/// <summary>Reading a view's tree without making what is missing, as documents are shared while they are judged.</summary>
internal static class ViewReading
{
    public static Value Field(this View view, string key) => view.Peek() is { } map ? map[key] : default;
}
