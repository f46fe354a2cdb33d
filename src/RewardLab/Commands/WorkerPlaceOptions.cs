using System.CommandLine;
using System.Net;
using RewardLab.Cluster.Hubs;
using RewardLab.Cluster.Workers;
using RewardLab.Hosting;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Jobs.Workers;
using RewardLab.Terminal;

namespace RewardLab.Commands;

/// <summary>Where workers and runs meet, as the commands on both sides take it.</summary>
internal sealed class WorkerPlaceOptions
{
    private const int MaxLocal = 64;
    private readonly Option<string?> _token = new("--token-file")
    {
        Description = "file of the token by which workers join: the run writes it, workers have a copy [on one machine by default in the settings folder]",
        HelpName = "FILE",
    };

    private readonly Option<string> _to = new("--to")
    {
        Description = "address of the run, such as 10.0.0.5:7417: what it was given as --listen, or a name of that machine",
        HelpName = "HOST:PORT",
        Required = true,
    };

    private readonly Option<string?> _listen = new("--listen")
    {
        Description = "let workers join at an address of this machine, such as 10.0.0.5:7417; 'rewardlab worker --to ...' starts one",
        HelpName = "IP:PORT",
    };

    private readonly Option<int> _workers = new("--workers")
    {
        Description = "number of workers to start on this machine; they end with the run",
        HelpName = "N",
    };

    private readonly Option<bool> _mixed = new("--mixed")
    {
        Description = "let in workers that compute other bytes than the first: the run is marked as not reproducible",
    };

    public WorkerPlaceOptions() => _workers.Validators.Add(result =>
    {
        if (result.ValueOrDefault(_workers) is < 0 or > MaxLocal)
        {
            result.AddError($"--workers must be from 0 to {MaxLocal}.");
        }
    });

    /// <summary>Adds what a command takes that dials a run.</summary>
    public void AddDialling(Command command)
    {
        command.Options.Add(_to);
        command.Options.Add(_token);
    }

    /// <summary>Adds what a command takes that begins or resumes a run.</summary>
    public void AddListening(Command command)
    {
        command.Options.Add(_listen);
        command.Options.Add(_token);
        command.Options.Add(_workers);
        command.Options.Add(_mixed);
    }

    /// <summary>The run to dial, and the token file.</summary>
    public (HubAddress Address, string TokenPath) ReadDialling(ParseResult parsed)
    {
        var address = HubAddress.Parse(parsed.GetRequiredValue(_to));
        var isHere = address.Host == "localhost" || (IPAddress.TryParse(address.Host, out var number) && IPAddress.IsLoopback(number));
        return (address, parsed.GetValue(_token) is { } file ? Path.GetFullPath(file)
            : isHere ? UsualToken()
            : throw new RecipeUsageException("--token-file is missing. Copy the run's token file to this machine and name it."));
    }

    /// <summary>The workers of a run; null for none.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="threads">Threads that it asks for; null for none.</param>
    public RunWorkersOptions? ReadListening(ParseResult parsed, int? threads)
    {
        var (listen, token, count) = (parsed.GetValue(_listen), parsed.GetValue(_token), parsed.GetValue(_workers));
        if (listen is null && (token is not null || (parsed.GetValue(_mixed) && count == 0)))
        {
            throw new RecipeUsageException("--token-file and --mixed are for workers of other machines. Give --listen too, such as --listen 10.0.0.5:7417.");
        }

        var endpoint = listen is null ? null : ListenAddress.Parse(listen, token is not null);
        return endpoint is null && count == 0 ? null : new RunWorkersOptions
        {
            Listen = endpoint,
            TokenPath = token is not null ? Path.GetFullPath(token) : endpoint is not null ? UsualToken() : null,
            LocalCount = count,
            Threads = threads,
            AllowsMixed = parsed.GetValue(_mixed),
        };
    }

    // Of this user on this machine: nobody else may read the folder.
    private static string UsualToken()
    {
        var folder = Path.Combine(UserFolders.FromEnvironment().Settings, "workers");
        Directory.CreateDirectory(folder);
        return Path.Combine(folder, "token");
    }
}
