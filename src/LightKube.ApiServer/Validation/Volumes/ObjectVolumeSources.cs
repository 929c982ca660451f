using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Volumes;

/// <summary>Volumes whose files are made from objects: secrets, config maps, the pod itself.</summary>
internal static class ObjectVolumeSources
{
    private const int MaxMode = 0x1ff; // 0777

    public static void Secret(Field source)
    {
        source["secretName"].Require();
        Mode(source["defaultMode"]);
        Items(source["items"]);
    }

    public static void ConfigMap(Field source)
    {
        source["name"].Require();
        Mode(source["defaultMode"]);
        Items(source["items"]);
    }

    public static void DownwardApi(Field source)
    {
        Mode(source["defaultMode"]);
        var items = source["items"];
        for (var i = 0; i < items.Count; i++)
        {
            // Upstream names the list's owner, not the item.
            DownwardFile(items[i], source);
        }
    }

    public static void KeyToPath(Field item)
    {
        item["key"].Require();
        item["path"].Require();
        item["path"].BeUnreservedPath();
        Mode(item["mode"]);
    }

    /// <param name="file">The file.</param>
    /// <param name="at">The field that messages name.</param>
    public static void DownwardFile(Field file, Field at)
    {
        var path = at.Below("path", file["path"].Value);
        path.Require();
        path.BeUnreservedPath();
        var (field, resource) = (file["fieldRef"], file["resourceFieldRef"]);
        if (field.IsSet)
        {
            DownwardReferences.OfVolume(at.Below("fieldRef", field.Value));
            if (resource.IsSet)
            {
                at.Invalid("resource", "fieldRef and resourceFieldRef can not be specified simultaneously");
            }
        }
        else if (resource.IsSet)
        {
            DownwardReferences.Resource(at.Below("resourceFieldRef", resource.Value), ofVolume: true);
        }
        else
        {
            at.Required("one of fieldRef and resourceFieldRef is required");
        }

        Mode(at.Below("mode", file["mode"].Value));
    }

    public static void Mode(Field mode)
    {
        if (mode.Number is < 0 or > MaxMode)
        {
            mode.Invalid(mode.Number, "must be a number between 0 and 0777 (octal), both inclusive");
        }
    }

    private static void Items(Field items)
    {
        for (var i = 0; i < items.Count; i++)
        {
            KeyToPath(items[i]);
        }
    }
}
