const ADJECTIVES =
  'able agile amber ample azure bold brave brisk calm candid cheery civil clever cosmic crisp curious daring deft eager early earnest fair fancy fleet fond frank fresh gentle gilded glad golden grand happy hardy honest humble jolly keen kind lively loyal lucid lucky mellow merry mighty mild modest neat nimble noble pearly placid plucky polite prime proud quick quiet rapid ready regal robust rosy royal serene sharp shiny silent silver sincere sleek smart snug solid spry stable steady sturdy subtle sunny swift tidy tranquil trusty upbeat vivid warm wise witty zesty'.split(
    ' ',
  );
const ANIMALS =
  'albatross alpaca ant antelope badger bat bear beaver bee bison boar buffalo camel caribou cat cheetah chinchilla cobra condor cougar coyote crane crow deer dingo dolphin dove dragonfly duck eagle eel egret elephant elk emu falcon ferret finch firefly fox frog gazelle gecko gibbon giraffe goat goose gopher grouse gull hare hawk hedgehog heron horse hound ibex ibis iguana impala jackal jaguar jay kestrel kingfisher kiwi koala lark lemur leopard lion lizard llama lobster lynx macaw magpie manatee marmot marten meerkat mole moose mouse newt ocelot octopus okapi orca oriole osprey otter owl ox panda panther parrot partridge pelican penguin pheasant pigeon puffin puma quail rabbit raccoon raven robin salmon seal shark sheep skylark sloth sparrow squid squirrel stork swallow swan tapir tern tiger toad toucan trout turtle viper vole walrus wasp weasel whale wolf wombat wren yak zebra'.split(
    ' ',
  );

const pick = (words: readonly string[]): string => words[Math.floor(Math.random() * words.length)]!;

/** A name for a run that was given none, e.g. `brisk-otter`. */
export const makeRunName = (): string => `${pick(ADJECTIVES)}-${pick(ANIMALS)}`;
