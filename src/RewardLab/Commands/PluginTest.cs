using System.CommandLine;
using RewardLab.Abstractions;
using RewardLab.Hosting.Checks;
using RewardLab.Hosting.Components;
using RewardLab.Hosting.Plugins;
using RewardLab.Hosting.Plugins.Inventory;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Runs.Images;
using RewardLab.Terminal;
using RewardLab.Torch.Runtime;

namespace RewardLab.Commands;

/// <summary>Builds the command 'rewardlab plugins test': checks a plugin's components, a line each.</summary>
internal static class PluginTest
{
    private const int MaxImages = 32;
    private const long MaxBytes = 256 << 20;

    public static Command Create(Session session)
    {
        var id = new Argument<string>("ID") { Description = "a plugin's id, or a component's, as 'components list' shows it" };
        var set = new Option<string[]>("--set")
        {
            Description = "set an option of the components that have it, such as --set target=0.5; repeatable ('components show' lists them)",
            HelpName = "OPTION=VALUE",
        };
        var images = new Option<string?>("--images")
        {
            Description = $"folder of images to score, at most {MaxImages} or {MaxBytes >> 20} MiB of pixels [default: made-up images of several sizes]",
            HelpName = "FOLDER",
        };
        var prompts = new Option<string[]>("--prompt") { Description = "a prompt, quoted, instead of made-up ones; repeatable", HelpName = "TEXT" };
        var tolerance = new Option<double>("--tolerance")
        {
            Description = "by how much scores may differ with an image's place and company, as a share of scores above 1",
            HelpName = "X",
            DefaultValueFactory = _ => 1e-4,
        };
        var limit = new Option<double>("--limit")
        {
            Description = "how long one check may take before the component counts as hanging",
            HelpName = "SECONDS",
            DefaultValueFactory = _ => 300,
        };
        foreach (var number in (Option<double>[])[tolerance, limit])
        {
            number.Validators.Add(result =>
            {
                if (!(result.ValueOrDefault(number) is >= 0 and < 1e6))
                {
                    result.AddError($"{number.Name} takes a number from 0 to 1000000.");
                }
            });
        }

        var json = JsonOutput.NewOption();
        var command = new Command(
            "test",
            "Checks a plugin's components: shapes, finite numbers, the same again, cancellation, speed. "
            + "Exit code 1: a check failed; 3: nothing could be checked.")
        {
            id, set, images, prompts, tolerance, limit, json,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            var options = new CheckOptions
            {
                Time = session.Time,
                Tolerance = parsed.GetValue(tolerance),
                CheckLimit = TimeSpan.FromSeconds(parsed.GetValue(limit)),
            };
            if (parsed.GetValue(images) is { } folder)
            {
                options = options with { Images = Read(session, folder) };
            }

            if (parsed.GetValue(prompts) is { Length: > 0 } texts)
            {
                // Checks compare prompts: two at least.
                string[] given = [.. texts.Distinct(StringComparer.Ordinal)];
                options = options with { Prompts = given.Length > 1 ? given : [given[0], options.Prompts.First(prompt => prompt != given[0])] };
            }

            TorchRuntime.Start(GlobalOptions.TorchOptions(parsed));
            return Task.FromResult(Run(
                session, parsed.GetRequiredValue(id), Settings(parsed.GetValue(set) ?? []), options, parsed.GetValue(json), cancellationToken));
        });
        return command;
    }

    private static int Run(
        Session session, string id, Dictionary<string, string> settings, CheckOptions options, bool isJson, CancellationToken cancellationToken)
    {
        MissingModels? models = null;
        var host = Plugins.Start(session, program => program with { Models = models = new MissingModels(program.Models) });
        var components = Find(host, id);
        RequireKnown(settings, components);
        var results = new List<(ComponentDescription Component, IReadOnlyList<CheckResult> Checks)>();
        foreach (var component in components)
        {
            var checks = new List<CheckResult>();
            models!.Forget();
            if (!isJson)
            {
                session.Screen.Output.WriteLine($"{(results.Count > 0 ? Environment.NewLine : "")}{Title(component, host.Find(component.PluginId))}");
            }

            ComponentChecks.Run(
                host.Components,
                component,
                options with { Settings = Of(component, settings), MissingModel = () => models.Advice },
                check =>
                {
                    checks.Add(check);
                    if (!isJson)
                    {
                        session.Screen.Output.WriteLine($"  {Word(check.Status),-8} {check.Name,-19} {check.Detail}");
                    }
                },
                cancellationToken);
            results.Add((component, checks));
        }

        var all = results.SelectMany(result => result.Checks).ToArray();
        var (ok, failed, skipped) = (Count(CheckOutcome.Ok), Count(CheckOutcome.Failed), Count(CheckOutcome.Skipped));
        if (isJson)
        {
            JsonOutput.Write(session, new
            {
                Components = results.Select(result => new
                {
                    Kind = ComponentKinds.Name(result.Component.Kind), result.Component.Id, Plugin = result.Component.PluginId, result.Checks,
                }),
                Ok = ok,
                Failed = failed,
                Skipped = skipped,
            });
        }
        else
        {
            var nothing = ok + failed == 0 ? ": nothing could be checked" : "";
            session.Screen.Output.WriteLine($"{Environment.NewLine}{all.Length} checks: {ok} ok, {failed} failed, {skipped} skipped{nothing}");
        }

        return failed > 0 ? ExitCode.Failure : ok > 0 ? ExitCode.Success : ExitCode.Partial;

        int Count(CheckOutcome status) => all.Count(check => check.Status == status);
    }

    // A plugin's id is asked for first: the components of all its kinds.
    private static IReadOnlyList<ComponentDescription> Find(PluginHost host, string id)
    {
        if (!host.List().Any(plugin => plugin.Id == id))
        {
            return host.FindComponents(id);
        }

        var plugin = host.Find(id);
        return plugin.State == PluginState.Active
            ? [.. host.Components.Components.Where(component => component.PluginId == plugin.Id)]
            : throw new RewardLabException($"Plugin '{plugin.Id}' is {PluginStateText.Format(plugin.State)}, and none of its code runs: {plugin.Reason}");
    }

    private static string Title(ComponentDescription component, PluginInfo plugin) =>
        $"{ComponentKinds.Noun(component.Kind)} {component.Id}, of {$"{plugin.Id} {plugin.Version}".TrimEnd()}";

    private static string Word(CheckOutcome status) => status switch
    {
        CheckOutcome.Ok => "ok",
        CheckOutcome.Failed => "failed",
        _ => "skipped",
    };

    private static Dictionary<string, string> Settings(string[] settings)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var setting in settings)
        {
            var (path, value) = OptionSettings.Parse(setting, "OPTION=VALUE, such as target=0.5 ('components show' lists options)");
            values[path] = value;
        }

        return values;
    }

    private static void RequireKnown(Dictionary<string, string> settings, IReadOnlyList<ComponentDescription> components)
    {
        if (settings.Keys.FirstOrDefault(path => !components.Any(component => Has(component, path))) is { } unknown)
        {
            string[] known = [.. components.SelectMany(component => Paths(OptionsDescription.Create(component.OptionsType), "")).Distinct()];
            throw new RecipeUsageException(
                $"--set {unknown}: there is no such option. {(known.Length == 0 ? "There are none." : $"There are {string.Join(", ", known)}.")}");
        }
    }

    private static IEnumerable<string> Paths(IReadOnlyList<OptionDescription> options, string group) =>
        options.SelectMany(option => option.Options.Count > 0 ? Paths(option.Options, $"{group}{option.Name}.") : [$"{group}{option.Name}"]);

    private static bool Has(ComponentDescription component, string path) =>
        OptionSettings.Find(OptionsDescription.Create(component.OptionsType), path) is not null;

    private static Dictionary<string, object?> Of(ComponentDescription component, Dictionary<string, string> settings) =>
        OptionSettings.Nest(settings.Where(setting => Has(component, setting.Key)));

    // Batches of one size each; files that are no images are told and left out.
    private static IReadOnlyList<ImageBatch> Read(Session session, string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new RewardLabException($"There is no folder '{folder}'. Name a folder of images with --images.");
        }

        var images = new List<ImageBatch>();
        var bytes = 0L;
        foreach (var file in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
        {
            if (images.Count == MaxImages)
            {
                break;
            }

            try
            {
                var image = ImageFiles.Read(file);
                bytes += image.BytesPerImage;
                if (bytes > MaxBytes && images.Count > 0)
                {
                    session.Screen.Status.WriteLine($"left out: '{Path.GetFileName(file)}' and what follows; {MaxBytes >> 20} MiB of pixels are enough");
                    break;
                }

                images.Add(image);
            }
            catch (RewardLabException exception)
            {
                session.Screen.Status.WriteLine($"left out: {exception.Message}");
            }
        }

        return images.Count == 0
            ? throw new RewardLabException($"'{folder}' holds no image that can be read.")
            : [.. images.GroupBy(image => (image.Width, image.Height)).Select(group => ImageBatch.Concat([.. group]))];
    }
}
