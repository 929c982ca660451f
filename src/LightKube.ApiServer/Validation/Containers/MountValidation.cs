using LightKube.Api.Validation;
using LightKube.ApiServer.Validation.Volumes;

namespace LightKube.ApiServer.Validation.Containers;

/// <summary>Mounts of volumes and devices in a container.</summary>
internal static class MountValidation
{
    private static readonly string[] Propagations = ["Bidirectional", "HostToContainer", "None"];
    private static readonly string[] Recursions = ["Disabled", "Enabled", "IfPossible"];

    public static void Validate(Field container, VolumeSet volumes)
    {
        var (mounts, devices) = (container["volumeMounts"], container["volumeDevices"]);
        var paths = default(SeenTexts);
        for (var i = 0; i < mounts.Count; i++)
        {
            Mount(mounts, i, devices, volumes, ref paths);
            Options(mounts[i], mounts, container);
        }

        Devices(devices, mounts, volumes);
    }

    private static void Mount(Field mounts, int index, Field devices, VolumeSet volumes, ref SeenTexts paths)
    {
        var mount = mounts[index];
        var (name, path) = (mount["name"], mount["mountPath"]);
        name.Require();
        var volume = volumes.Find(name.Text);
        if (!volume.IsSet)
        {
            name.NotFound();
        }

        path.Require();
        if (!paths.Add(path.Text))
        {
            path.Invalid("must be unique");
        }

        if (Has(devices, "name", name.Text))
        {
            name.Invalid("must not already exist in volumeDevices");
        }

        if (Has(devices, "devicePath", path.Text))
        {
            path.Invalid("must not already exist as a path in volumeDevices");
        }

        if (volume["image"].IsSet)
        {
            NoSubPath(mount["subPath"]);
            NoSubPath(mount["subPathExpr"]);
        }
    }

    private static void NoSubPath(Field path)
    {
        if (path.HasText)
        {
            path.Invalid("not allowed in image volume sources");
        }
    }

    // Upstream names the list, not the mount, in most of these.
    private static void Options(Field mount, Field mounts, Field container)
    {
        var (path, expression) = (mount["subPath"], mount["subPathExpr"]);
        mounts.Below("subPath", path.Value).BeDescendingPath();
        if (expression.HasText)
        {
            if (path.HasText)
            {
                expression.Invalid("subPathExpr and subPath are mutually exclusive");
            }

            mounts.Below("subPathExpr", expression.Value).BeDescendingPath();
        }

        var propagation = mounts.Below("mountPropagation", mount["mountPropagation"].Value);
        propagation.BeOneOfIfSet(Propagations);
        if (propagation.Text == "Bidirectional" && !container["securityContext"]["privileged"].IsTrue)
        {
            propagation.Forbidden("Bidirectional mount propagation is available only to privileged containers");
        }

        ReadOnly(mount, mounts.Below("recursiveReadOnly", mount["recursiveReadOnly"].Value));
    }

    private static void ReadOnly(Field mount, Field recursive)
    {
        if (!recursive.IsSet)
        {
            return;
        }

        recursive.BeOneOf(Recursions);
        if (recursive.Text is not ("Enabled" or "IfPossible"))
        {
            return;
        }

        if (!mount["readOnly"].IsTrue)
        {
            recursive.Forbidden("may only be specified when readOnly is true");
        }

        if (mount["mountPropagation"].IsSet && mount["mountPropagation"].Text != "None")
        {
            recursive.Forbidden("may only be specified when mountPropagation is None or not specified");
        }
    }

    private static void Devices(Field devices, Field mounts, VolumeSet volumes)
    {
        var names = default(SeenTexts);
        var paths = default(SeenTexts);
        for (var i = 0; i < devices.Count; i++)
        {
            var (name, path) = (devices[i]["name"], devices[i]["devicePath"]);
            DeviceName(name, volumes, ref names);
            path.Require();
            if (paths.Contains(path.Text))
            {
                path.Invalid("must be unique");
            }

            if (FieldRules.HasBackstep(path.Text))
            {
                path.Invalid("can not contain backsteps ('..')");
            }
            else
            {
                paths.Add(path.Text);
            }

            if (Has(mounts, "name", name.Text))
            {
                name.Invalid("must not already exist in volumeMounts");
            }

            if (Has(mounts, "mountPath", path.Text))
            {
                path.Invalid("must not already exist as a path in volumeMounts");
            }
        }
    }

    private static void DeviceName(Field name, VolumeSet volumes, ref SeenTexts names)
    {
        name.Require();
        if (!names.Add(name.Text) && name.HasText)
        {
            name.Invalid("must be unique");
        }

        var volume = volumes.Find(name.Text);
        if (!volume.IsSet)
        {
            name.NotFound();
        }
        else if (!volume["persistentVolumeClaim"].IsSet && !volume["ephemeral"].IsSet)
        {
            name.Invalid("can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode");
        }
    }

    private static bool Has(Field list, string field, string text)
    {
        for (var i = 0; i < list.Count; i++)
        {
            if (list.Value.AsList![i].AsMap?.GetString(field) == text)
            {
                return true;
            }
        }

        return false;
    }
}
