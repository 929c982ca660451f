using LightKube.Api.Documents;

namespace LightKube.Api.Cel.Admission;

/// <summary>Lists of documents as arrays.</summary>
public static class Texts
{
    public static string[] Of(DocList? list)
    {
        var texts = new string[list?.Count ?? 0];
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] = list![i].AsString ?? "";
        }

        return texts;
    }

    public static DocMap[] MapsOf(DocList? list)
    {
        var maps = new DocMap[list?.Count ?? 0];
        for (var i = 0; i < maps.Length; i++)
        {
            maps[i] = list![i].AsMap ?? new DocMap();
        }

        return maps;
    }
}
