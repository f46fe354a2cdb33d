using System.CommandLine;
using System.Security.Cryptography;
using RewardLab.Abstractions;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Jobs.Rewards;
using RewardLab.Runs.Store;
using RewardLab.Serving.Rewards;
using RewardLab.Serving.Watches;
using RewardLab.Terminal;
using RewardLab.Torch.Runtime;
using RewardLab.Web;
using RewardLab.Web.Rewards;

namespace RewardLab.Commands;

/// <summary>Builds the command 'rewardlab rewards'.</summary>
internal static class RewardsCommand
{
    private const int TokenBytes = 24;
    private const int WatchShare = 4; // of the cores, held-out rewards compute with one in so many

    public static Command Create(Session session) => new("rewards", "Serves rewards to trainers over HTTP.") { Serve(session) };

    private static Command Serve(Session session)
    {
        var reward = new Option<string[]>("--reward")
        {
            Description =
                "a reward to serve: its id, such as pickscore, or a name and a file of reward trees, such as textnorm=reward.yaml; repeatable. "
                + "A file with a tree for each split gives NAME.SPLIT for each",
            HelpName = "ID|NAME=FILE",
            Required = true,
        };
        var set = new Option<string[]>("--set")
        {
            Description = "set an option of a reward that is named by its id, such as --set clip.device=cpu; repeatable ('plugins show' lists them)",
            HelpName = "REWARD.OPTION=VALUE",
        };
        var standard = new Option<string?>("--default")
        {
            Description = "the reward that answers where a request names none; others answer at /r/ID/... [default: the only one]",
            HelpName = "ID",
        };
        var noPickle = new Option<bool>("--no-pickle") { Description = "refuse pickled bodies; without it, a reader that runs nothing reads them" };
        var merge = new Option<RequestMerging>("--merge-requests")
        {
            Description =
                "how requests of several clients are merged into one batch: where-exact, up to the size at which a trial at the start shows that no bit "
                + "changes; always, even if a score's last bits depend on what arrives together; never",
            HelpName = "where-exact|always|never",
            DefaultValueFactory = _ => RequestMerging.WhereExact,
            CustomParser = result => result.Tokens[0].Value switch
            {
                "where-exact" => RequestMerging.WhereExact,
                "always" => RequestMerging.Always,
                "never" => RequestMerging.Never,
                var other => Unknown(result, other),
            },
        };
        var devices = new Option<string?>("--devices")
        {
            Description =
                "serve a copy of the rewards on each of several devices, such as cuda:0,cuda:1 "
                + "[default: one copy, on the devices that the rewards' options name]",
            HelpName = "DEVICE,...",
        };
        var tokenFile = new Option<string?>("--token-file")
        {
            Description =
                "file whose first line is the token that clients must send ('Authorization: Bearer TOKEN', or http://any:TOKEN@host) "
                + "[default: one that is made up and printed where --listen names other addresses than this machine's own, else none]",
            HelpName = "FILE",
        };
        var authorities = new Option<string?>("--client-certificates")
        {
            Description =
                "PEM file with the certificates of those who sign the clients' certificates: clients must then show one; with --listen they need no token",
            HelpName = "FILE.pem",
        };
        var waiting = new Option<int>("--max-waiting")
        {
            Description = "maximum number of waiting requests; others are answered with 429",
            HelpName = "N",
            DefaultValueFactory = _ => 256,
        };
        var reading = GlobalOptions.NewImageReading();
        var threads = GlobalOptions.NewThreads();
        var watching = new WatchingOptions();
        var place = new WebPlaceOptions();
        var command = new Command(
            "serve", "Scores images for trainers that ask over HTTP, in the dialects of four of them and one of its own, until it is stopped.")
            {
                reward,
                set,
                standard,
                noPickle,
                merge,
                devices,
                tokenFile,
                authorities,
                waiting,
                reading,
                threads,
            };
        watching.AddTo(command);
        place.AddTo(command);
        waiting.Validators.Add(result =>
        {
            if (result.ValueOrDefault(waiting) < 1)
            {
                result.AddError("--max-waiting must be at least 1.");
            }
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var web = place.Read(parsed);
            if (parsed.GetValue(authorities) is { } signers)
            {
                web = web.Certificate is null
                    ? throw new RecipeUsageException("--client-certificates needs HTTPS. Add --certificate FILE.")
                    : web with { ClientAuthorities = WebOptions.ReadAuthorities(signers) };
            }

            var (rewards, heldOut, settings) = (parsed.GetRequiredValue(reward), watching.HeldOut(parsed), parsed.GetValue(set) ?? []);
            var (sources, heldOutSources) = RewardLoading.Read(rewards, heldOut, settings);
            if (parsed.GetValue(standard) is { } id && sources.All(source => source.Id != id))
            {
                throw new RecipeUsageException(
                    $"--default {id}: no such reward is served. These are: {string.Join(", ", sources.Select(source => source.Id))}.");
            }

            var server = new RewardServerOptions
            {
                Web = web,
                AllowsPickles = !parsed.GetValue(noPickle),
                Token = ReadToken(parsed.GetValue(tokenFile)) ?? (web.Address.IsLocal || web.ClientAuthorities is not null ? null : NewToken()),
            };
            var options = new RewardServiceOptions
            {
                Rewards = [.. sources.Select(source => source.Id)],
                Default = parsed.GetValue(standard),
                ImageReading = parsed.GetValue(reading),
                Merging = parsed.GetValue(merge),
                MaxWaiting = parsed.GetValue(waiting),
            };
            var torch = GlobalOptions.TorchOptions(parsed, parsed.GetValue(threads));
            var plugins = Plugins.Start(session);
            var components = plugins.Components;
            RewardLoading.Require(sources, plugins, parsed.GetValue(devices));
            RewardLoading.Require(heldOutSources, plugins, devices: null);
            session.MustEndInOrder = true;
            await using var watch = watching.Folder(parsed) is not { } folder ? null : WatchStart.Open(
                session,
                folder,
                watching.Read(parsed, [.. heldOutSources.Select(source => source.Id)]) with { ImageReading = parsed.GetValue(reading) },
                watching.Seed(parsed),
                string.Join(' ', parsed.Tokens.Select(token => token.Value).Prepend("rewardlab").Select(ShellWord.Quote)),
                options.Rewards,
                (string.Join(", ", rewards), string.Join(", ", heldOut), string.Join(", ", settings)),
                TorchRuntime.Start(torch),
                plugins);
            options = options with { Listener = watch };
            await using var service = new RewardService(
                options,
                [
                    .. Devices(parsed.GetValue(devices)).Select(device => (Func<CancellationToken, LoadedRewards>)(token =>
                    {
                        TorchRuntime.Start(torch); // on the thread that computes: its number of threads is that thread's own
                        return RewardLoading.Load(
                            sources,
                            device is null ? components : new DeviceCatalog(components, device),
                            options.Merging == RequestMerging.WhereExact ? session.Time : null,
                            token);
                    })),
                ],
                session.Time,
                line => session.Screen.Error.WriteLine($"rewardlab: {line}"));
            return await ServeAsync(
                session,
                server,
                service,
                watch,
                token =>
                {
                    TorchRuntime.Start(torch with { ThreadCount = Math.Max(1, Environment.ProcessorCount / WatchShare) }); // answers need the rest
                    return RewardLoading.Load(heldOutSources, components, trial: null, token);
                },
                cancellationToken);
        });
        return command;
    }

    private static async Task<int> ServeAsync(
        Session session,
        RewardServerOptions options,
        RewardService service,
        RewardWatch? watch,
        Func<CancellationToken, LoadedRewards> loadHeldOut,
        CancellationToken cancellationToken)
    {
        await using var server = await RewardServer.StartAsync(
            options with { Watch = watch }, service, line => session.Screen.Error.WriteLine($"rewardlab: {line}"), cancellationToken);
        var output = session.Screen.Output;
        output.WriteLine($"Rewards at {server.Url}/ (this page shows them): {string.Join(", ", service.Rewards)}");
        output.WriteLine(service.Default is { } standard
            ? $"Requests that name no reward are answered by {standard}; /r/ID/... names another."
            : "Requests that name no reward are refused; /r/ID/... names one, or choose one with --default ID.");
        if (options.Web.Notice is { } notice)
        {
            output.WriteLine(notice);
        }

        if (options.Token is { } token)
        {
            var address = server.Url.Replace("://", $"://any:{token}@", StringComparison.Ordinal);
            output.WriteLine($"Clients send the token: 'Authorization: Bearer {token}', or by the address {address}");
        }

        output.WriteLine("Loading; requests are answered with 503 until it is done.");
        await service.Ready.WaitAsync(cancellationToken);
        if (watch is not null)
        {
            watch.Start(loadHeldOut, () => service.IsBusy);
            await watch.Ready.WaitAsync(cancellationToken);
        }

        output.WriteLine("Ready. Press Ctrl+C to stop.");
        await Task.Delay(Timeout.Infinite, cancellationToken).ContinueWith(static _ => { }, TaskScheduler.Default);
        return ExitCode.Success;
    }

    private static RequestMerging Unknown(System.CommandLine.Parsing.ArgumentResult result, string value)
    {
        result.AddError($"--merge-requests {value}: must be where-exact, always or never.");
        return RequestMerging.WhereExact;
    }

    // null: where the rewards' options say.
    private static string?[] Devices(string? names) =>
        names is null ? new string?[1]
        : names.Split(',', StringSplitOptions.TrimEntries) is var devices && devices.All(device => device.Length > 0) ? devices
        : throw new RecipeUsageException($"--devices {names}: separate devices by commas, as in cuda:0,cuda:1.");

    private static string NewToken() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TokenBytes));

    private static string? ReadToken(string? path)
    {
        try
        {
            return path is null ? null
                : TextFile.ReadLines(path) is [var first, ..] && first.Trim() is { Length: > 0 } token ? token
                : throw new RewardLabException($"--token-file {path}: its first line is empty. Write the token there.");
        }
        catch (Exception exception) when (Runs.Files.FileFailure.Is(exception))
        {
            throw Runs.Files.FileFailure.Reading(path!, exception);
        }
    }
}
