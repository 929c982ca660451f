using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Flow;

/// <summary>Who asks for what: the rules of a FlowSchema.</summary>
internal static class FlowRules
{
    private static readonly string[] Verbs = ["create", "delete", "deletecollection", "get", "list", "patch", "proxy", "update", "watch"];
    private static readonly string[] Kinds = ["Group", "ServiceAccount", "User"];
    private static readonly (string Kind, string Field)[] Fields = [("ServiceAccount", "serviceAccount"), ("User", "user"), ("Group", "group")];

    public static void Validate(Field rule)
    {
        var (subjects, resources, urls) = (rule["subjects"], rule["resourceRules"], rule["nonResourceRules"]);
        if (subjects.Count == 0)
        {
            subjects.Required("subjects must contain at least one value");
        }

        for (var i = 0; i < subjects.Count; i++)
        {
            Subject(subjects[i]);
        }

        if (resources.Count + urls.Count == 0)
        {
            rule.Required("at least one of resourceRules and nonResourceRules has to be non-empty");
        }

        for (var i = 0; i < resources.Count; i++)
        {
            Resource(resources[i]);
        }

        for (var i = 0; i < urls.Count; i++)
        {
            Urls(urls[i]);
        }
    }

    public static void Conditions(Field conditions)
    {
        var types = default(SeenTexts);
        for (var i = 0; i < conditions.Count; i++)
        {
            var type = conditions[i]["type"];
            if (!types.Add(type.Text))
            {
                type.Duplicate(type.Text);
            }

            type.Require("must not be empty");
        }
    }

    private static void Subject(Field subject)
    {
        var kind = subject["kind"].Text;
        if (!Kinds.Contains(kind))
        {
            subject["kind"].NotSupported(Kinds);
            return;
        }

        foreach (var (owner, name) in Fields)
        {
            if (owner == kind)
            {
                Named(subject[name], kind, name);
            }
            else if (subject[name].IsSet)
            {
                subject[name].Forbidden($"{name} is forbidden when subject kind is not '{owner}'");
            }
        }
    }

    private static void Named(Field subject, string kind, string field)
    {
        if (!subject.IsSet)
        {
            subject.Required($"{field} is required when subject kind is '{kind}'");
            return;
        }

        var name = subject["name"];
        name.Require();
        if (kind != "ServiceAccount")
        {
            return;
        }

        if (name.Text != "*")
        {
            name.ObeyIfAny(NameRules.Dns1123Subdomain);
        }

        subject["namespace"].Require("must specify namespace for service account");
        subject["namespace"].ObeyIfAny(NameRules.Dns1123Label);
    }

    private static void Resource(Field rule)
    {
        OfVerbs(rule["verbs"]);
        Some(rule["apiGroups"], "resource rules must supply at least one api group", "api groups");
        Some(rule["resources"], "resource rules must supply at least one resource", "resources");
        var namespaces = rule["namespaces"];
        if (namespaces.Count == 0 && !rule["clusterScope"].IsTrue)
        {
            namespaces.Required("resource rules that are not cluster scoped must supply at least one namespace");
        }
        else if (namespaces.Contains("*"))
        {
            Alone(namespaces, "namespaces");
        }
        else
        {
            for (var i = 0; i < namespaces.Count; i++)
            {
                foreach (var problem in NameRules.Dns1123Label(namespaces[i].Text))
                {
                    namespaces[i].Invalid($"each member of this list must be '*' or a DNS-1123 label; {problem}");
                }
            }
        }
    }

    private static void Urls(Field rule)
    {
        OfVerbs(rule["verbs"]);
        var urls = rule["nonResourceURLs"];
        if (urls.Count == 0)
        {
            urls.Required("nonResourceURLs must contain at least one value");
        }
        else if (urls.Contains("*"))
        {
            Alone(urls, "non-resource URLs");
        }
        else
        {
            for (var i = 0; i < urls.Count; i++)
            {
                Url(urls[i]);
            }
        }
    }

    private static void Url(Field url)
    {
        if (!url.HasText)
        {
            url.Invalid("must not be empty");
        }
        else if (url.Text == "/")
        {
            return;
        }
        else if (url.Text[0] != '/')
        {
            url.Invalid("must start with slash");
        }
        else if (url.Text.Contains(' '))
        {
            url.Invalid("must not contain white-space");
        }
        else if (url.Text.Contains("//", StringComparison.Ordinal))
        {
            url.Invalid("must not contain double slash");
        }
        else if (url.Text.IndexOf('*') is >= 0 and var star && (star != url.Text.Length - 1 || url.Text[star - 1] != '/'))
        {
            url.Invalid("wildcard can only do suffix matching");
        }
    }

    private static void OfVerbs(Field verbs)
    {
        if (verbs.Count == 0)
        {
            verbs.Required("verbs must contain at least one value");
        }
        else if (verbs.Contains("*"))
        {
            Alone(verbs, "verbs");
        }
        else
        {
            for (var i = 0; i < verbs.Count; i++)
            {
                if (!Verbs.Contains(verbs[i].Text))
                {
                    verbs.NotSupported(verbs.Value, Verbs);
                    return;
                }
            }
        }
    }

    private static void Some(Field list, string required, string what)
    {
        if (list.Count == 0)
        {
            list.Required(required);
        }
        else if (list.Contains("*"))
        {
            Alone(list, what);
        }
    }

    private static void Alone(Field list, string what)
    {
        if (list.Count > 1)
        {
            list.Invalid($"if '*' is present, must not specify other {what}");
        }
    }
}
